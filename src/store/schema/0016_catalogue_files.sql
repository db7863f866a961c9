-- The catalogue comes from the files in src/nexad/catalogue; here is which of them the table was filled from.
DELETE FROM catalogue;
CREATE TABLE catalogue_files (
	list TEXT PRIMARY KEY,
	sha256 TEXT NOT NULL
);
