-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ALTER COLUMN "time_zone" DROP DEFAULT, DROP COLUMN "failed_tries", DROP COLUMN "locked_until", ADD COLUMN "invited_until" timestamptz NULL;
-- modify "sign_in_tries" table
ALTER TABLE "sign_in_tries" ADD COLUMN "known_until" timestamptz NULL;

-- +goose Down
-- reverse: modify "sign_in_tries" table
ALTER TABLE "sign_in_tries" DROP COLUMN "known_until";
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "invited_until", ADD COLUMN "locked_until" timestamptz NULL, ADD COLUMN "failed_tries" bigint NOT NULL DEFAULT 0, ALTER COLUMN "time_zone" SET DEFAULT 'Europe/Moscow';
