-- granted_through: 'organization' where the role was given by the organization's administration, not in the workspace.
ALTER TABLE members ADD COLUMN granted_through TEXT;
