-- +goose Up
-- modify "notifications" table
ALTER TABLE "notifications" ADD COLUMN "expected_at" timestamptz NULL;

-- +goose Down
-- reverse: modify "notifications" table
ALTER TABLE "notifications" DROP COLUMN "expected_at";
