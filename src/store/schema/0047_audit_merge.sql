-- Two pieces of a size are merged into one (audit_store_merge): each is looked into for each word that is asked for.
INSERT INTO audit_index (audit_index, rank) VALUES ('usermerge', 2);
