-- +goose Up
-- add column "recorded_by" to table: "consents"
ALTER TABLE `consents` ADD COLUMN `recorded_by` text NULL;
-- add column "recorded_by_name" to table: "consents"
ALTER TABLE `consents` ADD COLUMN `recorded_by_name` text NULL;

-- +goose Down
-- reverse: add column "recorded_by_name" to table: "consents"
ALTER TABLE `consents` DROP COLUMN `recorded_by_name`;
-- reverse: add column "recorded_by" to table: "consents"
ALTER TABLE `consents` DROP COLUMN `recorded_by`;
