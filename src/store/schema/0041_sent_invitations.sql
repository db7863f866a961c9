-- The pending invitations that a person sent: they go with the right to send them.
CREATE INDEX invitations_by_inviter ON invitations (inviter_id) WHERE status = 'pending';
