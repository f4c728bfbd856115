-- +goose Up
-- modify "guests" table
ALTER TABLE "guests" ADD COLUMN "link_state" character varying NULL, ADD COLUMN "link_sends" bigint NULL, ADD COLUMN "link_tries" bigint NULL;

-- +goose Down
-- reverse: modify "guests" table
ALTER TABLE "guests" DROP COLUMN "link_tries", DROP COLUMN "link_sends", DROP COLUMN "link_state";
