-- The pending invitations of an address in a whole organization, whichever workspace they are to.
CREATE INDEX invitations_by_person ON invitations (org_id, email_fold) WHERE status = 'pending';
