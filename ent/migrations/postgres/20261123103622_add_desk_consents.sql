-- +goose Up
-- modify "consents" table
ALTER TABLE "consents" ADD COLUMN "recorded_by" character varying NULL, ADD COLUMN "recorded_by_name" character varying NULL;

-- +goose Down
-- reverse: modify "consents" table
ALTER TABLE "consents" DROP COLUMN "recorded_by_name", DROP COLUMN "recorded_by";
