-- +goose NO TRANSACTION
-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_appointments" table
CREATE TABLE `new_appointments` (`id` text NOT NULL, `created_at` datetime NOT NULL, `status` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `starts_at` datetime NOT NULL, `ends_at` datetime NOT NULL, `time_zone` text NOT NULL, `hold_expires_at` datetime NULL, `reason` text NULL, `funding` text NOT NULL, `payment_policy` text NOT NULL, `price_minor` integer NOT NULL, `currency` text NOT NULL, `device_check` json NULL, `sequence` integer NOT NULL DEFAULT (0), `cancel_reason` text NULL, `cancelled_by` text NULL, `cancelled_at` datetime NULL, `service_id` text NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `appointments_healthcare_services_service` FOREIGN KEY (`service_id`) REFERENCES `healthcare_services` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_patients_appointments` FOREIGN KEY (`patient_id`) REFERENCES `patients` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_practitioners_appointments` FOREIGN KEY (`practitioner_id`) REFERENCES `practitioners` (`id`) ON DELETE NO ACTION);
-- copy rows from old table "appointments" to new temporary table "new_appointments"
INSERT INTO `new_appointments` (`id`, `created_at`, `status`, `version`, `starts_at`, `ends_at`, `time_zone`, `hold_expires_at`, `reason`, `funding`, `payment_policy`, `price_minor`, `currency`, `device_check`, `service_id`, `patient_id`, `practitioner_id`) SELECT `id`, `created_at`, `status`, `version`, `starts_at`, `ends_at`, `time_zone`, `hold_expires_at`, `reason`, `funding`, `payment_policy`, `price_minor`, `currency`, `device_check`, `service_id`, `patient_id`, `practitioner_id` FROM `appointments`;
-- drop "appointments" table after copying rows
DROP TABLE `appointments`;
-- rename temporary table "new_appointments" to "appointments"
ALTER TABLE `new_appointments` RENAME TO `appointments`;
-- create index "appointment_patient_id_starts_at" to table: "appointments"
CREATE INDEX `appointment_patient_id_starts_at` ON `appointments` (`patient_id`, `starts_at`);
-- create index "appointment_practitioner_id_starts_at" to table: "appointments"
CREATE INDEX `appointment_practitioner_id_starts_at` ON `appointments` (`practitioner_id`, `starts_at`);
-- create index "appointment_starts_at" to table: "appointments"
CREATE INDEX `appointment_starts_at` ON `appointments` (`starts_at`);
-- create "refunds" table
CREATE TABLE `refunds` (`id` text NOT NULL, `created_at` datetime NOT NULL, `attempt_id` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `reason` text NOT NULL, `status` text NOT NULL DEFAULT ('REQUESTED'), `deadline` datetime NOT NULL, `done_at` datetime NULL, `payment_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `refunds_payments_refunds` FOREIGN KEY (`payment_id`) REFERENCES `payments` (`id`) ON DELETE NO ACTION);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: create "refunds" table
DROP TABLE `refunds`;
-- reverse: create index "appointment_starts_at" to table: "appointments"
DROP INDEX `appointment_starts_at`;
-- reverse: create index "appointment_practitioner_id_starts_at" to table: "appointments"
DROP INDEX `appointment_practitioner_id_starts_at`;
-- reverse: create index "appointment_patient_id_starts_at" to table: "appointments"
DROP INDEX `appointment_patient_id_starts_at`;
-- reverse: create "new_appointments" table
DROP TABLE `new_appointments`;
