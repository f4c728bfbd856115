-- +goose Up
-- add column "expected_at" to table: "notifications"
ALTER TABLE `notifications` ADD COLUMN `expected_at` datetime NULL;

-- +goose Down
-- reverse: add column "expected_at" to table: "notifications"
ALTER TABLE `notifications` DROP COLUMN `expected_at`;
