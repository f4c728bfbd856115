-- +goose Up
-- modify "refunds" table
ALTER TABLE "refunds" ADD COLUMN "note" character varying NULL;

-- +goose Down
-- reverse: modify "refunds" table
ALTER TABLE "refunds" DROP COLUMN "note";
