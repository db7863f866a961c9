-- An analysis goes with the transcript, also where there was none.
DROP INDEX calls_with_transcript;
CREATE INDEX calls_with_words ON calls (created_at) WHERE transcript IS NOT NULL OR analysis IS NOT NULL;
