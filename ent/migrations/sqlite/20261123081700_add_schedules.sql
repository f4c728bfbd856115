-- +goose Up
-- By hand: SQLite adds and drops these columns in place, where a diff rebuilds the tables.
ALTER TABLE `appointments` ADD COLUMN `hold_extended_at` datetime NULL;
ALTER TABLE `appointments` ADD COLUMN `displaced_at` datetime NULL;
-- create index "appointment_displaced_at" to table: "appointments"
CREATE INDEX `appointment_displaced_at` ON `appointments` (`displaced_at`) WHERE displaced_at IS NOT NULL;
-- create "schedules" table
CREATE TABLE `schedules` (`id` text NOT NULL, `created_at` datetime NOT NULL, `practitioner_id` text NOT NULL, `number` integer NOT NULL, `valid_from` text NOT NULL, `valid_to` text NULL, `time_zone` text NOT NULL, `site` text NULL, `template` json NOT NULL, `published_by` text NOT NULL, `published_by_name` text NULL, PRIMARY KEY (`id`));
-- create index "schedule_practitioner_id_number" to table: "schedules"
CREATE UNIQUE INDEX `schedule_practitioner_id_number` ON `schedules` (`practitioner_id`, `number`);
-- create "schedule_exceptions" table
CREATE TABLE `schedule_exceptions` (`id` text NOT NULL, `created_at` datetime NOT NULL, `practitioner_id` text NOT NULL, `kind` text NOT NULL, `from_date` text NOT NULL, `to_date` text NOT NULL, `hours` json NULL, `note` text NULL, `entered_by` text NOT NULL, `entered_by_name` text NULL, `removed_at` datetime NULL, `removed_by` text NULL, PRIMARY KEY (`id`));
-- create index "scheduleexception_practitioner_id_to_date" to table: "schedule_exceptions"
CREATE INDEX `scheduleexception_practitioner_id_to_date` ON `schedule_exceptions` (`practitioner_id`, `to_date`);
-- each practitioner's week becomes the first version of the schedule
INSERT INTO `schedules` (`id`, `created_at`, `practitioner_id`, `number`, `valid_from`, `time_zone`, `template`, `published_by`)
    SELECT 'sch_' || substr(p.`id`, 5), p.`created_at`, p.`id`, 1, '2000-01-01', c.`time_zone`, p.`template`, 'system:booking' FROM `practitioners` p, `clinics` c;
ALTER TABLE `practitioners` DROP COLUMN `template`;

-- +goose Down
ALTER TABLE `practitioners` ADD COLUMN `template` json NOT NULL DEFAULT '{}';
DROP TABLE `schedule_exceptions`;
DROP TABLE `schedules`;
DROP INDEX `appointment_displaced_at`;
ALTER TABLE `appointments` DROP COLUMN `displaced_at`;
ALTER TABLE `appointments` DROP COLUMN `hold_extended_at`;
