-- +goose Up
-- create "guests" table
CREATE TABLE `guests` (`id` text NOT NULL, `created_at` datetime NOT NULL, `appointment_id` text NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `account_id` text NOT NULL, `role` text NOT NULL, `name` text NOT NULL, `phone` text NOT NULL, `locale` text NOT NULL, `status` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `invited_by` text NOT NULL, `agreed_at` datetime NULL, `agreed_by` text NULL, PRIMARY KEY (`id`));
-- create index "guests_account_id_key" to table: "guests"
CREATE UNIQUE INDEX `guests_account_id_key` ON `guests` (`account_id`);
-- create index "guest_appointment_id_created_at" to table: "guests"
CREATE INDEX `guest_appointment_id_created_at` ON `guests` (`appointment_id`, `created_at`);

-- +goose Down
-- reverse: create index "guest_appointment_id_created_at" to table: "guests"
DROP INDEX `guest_appointment_id_created_at`;
-- reverse: create index "guests_account_id_key" to table: "guests"
DROP INDEX `guests_account_id_key`;
-- reverse: create "guests" table
DROP TABLE `guests`;
