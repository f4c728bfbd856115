-- +goose Up
-- add column "api_client_id" to table: "appointments"
ALTER TABLE `appointments` ADD COLUMN `api_client_id` text NULL;
-- create index "appointment_api_client_id_starts_at" to table: "appointments"
CREATE INDEX `appointment_api_client_id_starts_at` ON `appointments` (`api_client_id`, `starts_at`) WHERE api_client_id IS NOT NULL;
-- create "api_clients" table
CREATE TABLE `api_clients` (`id` text NOT NULL, `created_at` datetime NOT NULL, `name` text NOT NULL, `scopes` json NOT NULL, `key_prefix` text NOT NULL, `created_by` text NOT NULL, `created_by_name` text NOT NULL, `last_used_at` datetime NULL, `revoked_at` datetime NULL, `revoked_by` text NULL, `account_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `api_clients_accounts_api_client` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE NO ACTION);
-- create index "api_clients_account_id_key" to table: "api_clients"
CREATE UNIQUE INDEX `api_clients_account_id_key` ON `api_clients` (`account_id`);
-- create "patient_links" table
CREATE TABLE `patient_links` (`id` text NOT NULL, `created_at` datetime NOT NULL, `api_client_id` text NOT NULL, `client_name` text NOT NULL, `patient_id` text NOT NULL, `challenge_id` text NOT NULL, `ended_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "patientlink_api_client_id_patient_id" to table: "patient_links"
CREATE UNIQUE INDEX `patientlink_api_client_id_patient_id` ON `patient_links` (`api_client_id`, `patient_id`) WHERE ended_at IS NULL;
-- create index "patientlink_patient_id" to table: "patient_links"
CREATE INDEX `patientlink_patient_id` ON `patient_links` (`patient_id`);

-- +goose Down
-- reverse: create index "patientlink_patient_id" to table: "patient_links"
DROP INDEX `patientlink_patient_id`;
-- reverse: create index "patientlink_api_client_id_patient_id" to table: "patient_links"
DROP INDEX `patientlink_api_client_id_patient_id`;
-- reverse: create "patient_links" table
DROP TABLE `patient_links`;
-- reverse: create index "api_clients_account_id_key" to table: "api_clients"
DROP INDEX `api_clients_account_id_key`;
-- reverse: create "api_clients" table
DROP TABLE `api_clients`;
-- reverse: create index "appointment_api_client_id_starts_at" to table: "appointments"
DROP INDEX `appointment_api_client_id_starts_at`;
-- reverse: add column "api_client_id" to table: "appointments"
ALTER TABLE `appointments` DROP COLUMN `api_client_id`;
