-- +goose Up
-- add column "patient_came_at" to table: "visits"
ALTER TABLE `visits` ADD COLUMN `patient_came_at` datetime NULL;
-- add column "practitioner_came_at" to table: "visits"
ALTER TABLE `visits` ADD COLUMN `practitioner_came_at` datetime NULL;
-- add column "absent" to table: "appointments"
ALTER TABLE `appointments` ADD COLUMN `absent` text NULL;

-- +goose Down
-- reverse: add column "absent" to table: "appointments"
ALTER TABLE `appointments` DROP COLUMN `absent`;
-- reverse: add column "practitioner_came_at" to table: "visits"
ALTER TABLE `visits` DROP COLUMN `practitioner_came_at`;
-- reverse: add column "patient_came_at" to table: "visits"
ALTER TABLE `visits` DROP COLUMN `patient_came_at`;
