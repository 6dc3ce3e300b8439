-- The version of the credential with which a bank answered that the password is wrong: it is not sent again, because banks count
-- wrong ones and lock their customers out.
ALTER TABLE authorizations ADD COLUMN refused_version int;
