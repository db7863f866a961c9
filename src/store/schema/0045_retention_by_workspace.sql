-- How long recordings and words are kept is a workspace's to say, so what is due is found by workspace.
DROP INDEX calls_with_recording;
DROP INDEX calls_with_words;
CREATE INDEX calls_with_recording ON calls (ws_id, created_at) WHERE recording_url IS NOT NULL;
CREATE INDEX calls_with_words ON calls (ws_id, created_at) WHERE transcript IS NOT NULL OR analysis IS NOT NULL;
