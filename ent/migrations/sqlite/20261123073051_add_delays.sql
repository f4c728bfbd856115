-- +goose Up
-- add column "delay" to table: "appointments"
ALTER TABLE `appointments` ADD COLUMN `delay` json NULL;
-- create "delay_notices" table
CREATE TABLE `delay_notices` (`id` text NOT NULL, `created_at` datetime NOT NULL, `practitioner_id` text NOT NULL, `appointment_id` text NOT NULL, `from_at` datetime NOT NULL, `until_at` datetime NOT NULL, `by` text NOT NULL, `withdrawn_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "delaynotice_practitioner_id_until_at" to table: "delay_notices"
CREATE INDEX `delaynotice_practitioner_id_until_at` ON `delay_notices` (`practitioner_id`, `until_at`);

-- +goose Down
-- reverse: create index "delaynotice_practitioner_id_until_at" to table: "delay_notices"
DROP INDEX `delaynotice_practitioner_id_until_at`;
-- reverse: create "delay_notices" table
DROP TABLE `delay_notices`;
-- reverse: add column "delay" to table: "appointments"
ALTER TABLE `appointments` DROP COLUMN `delay`;
