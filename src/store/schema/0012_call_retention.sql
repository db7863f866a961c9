-- What the retention job looks for, oldest first.
CREATE INDEX calls_with_recording ON calls (created_at) WHERE recording_url IS NOT NULL;
CREATE INDEX calls_with_transcript ON calls (created_at) WHERE transcript IS NOT NULL;
CREATE INDEX calls_by_age ON calls (created_at);
