-- +goose Up
-- add column "note" to table: "refunds"
ALTER TABLE `refunds` ADD COLUMN `note` text NULL;

-- +goose Down
-- reverse: add column "note" to table: "refunds"
ALTER TABLE `refunds` DROP COLUMN `note`;
