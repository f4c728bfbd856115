-- +goose Up
-- add column "consent_withdrawn_at" to table: "patients"
ALTER TABLE `patients` ADD COLUMN `consent_withdrawn_at` datetime NULL;
-- add column "revoked_for" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `revoked_for` text NULL;
-- create "consent_withdrawals" table
CREATE TABLE `consent_withdrawals` (`id` text NOT NULL, `created_at` datetime NOT NULL, `patient_id` text NOT NULL, `account_id` text NOT NULL, `consent_id` text NOT NULL, `channel` text NOT NULL, `challenge_id` text NULL, `recorded_by` text NULL, `recorded_by_name` text NULL, `withdrawn_at` datetime NOT NULL, `finish_by` datetime NOT NULL, `finished_at` datetime NULL, `finished_by_name` text NULL, `outcome` text NULL, PRIMARY KEY (`id`));
-- create index "consent_withdrawals_consent_id_key" to table: "consent_withdrawals"
CREATE UNIQUE INDEX `consent_withdrawals_consent_id_key` ON `consent_withdrawals` (`consent_id`);
-- create index "consentwithdrawal_patient_id" to table: "consent_withdrawals"
CREATE INDEX `consentwithdrawal_patient_id` ON `consent_withdrawals` (`patient_id`);
-- create index "consentwithdrawal_finished_at_finish_by" to table: "consent_withdrawals"
CREATE INDEX `consentwithdrawal_finished_at_finish_by` ON `consent_withdrawals` (`finished_at`, `finish_by`);

-- +goose Down
-- reverse: create index "consentwithdrawal_finished_at_finish_by" to table: "consent_withdrawals"
DROP INDEX `consentwithdrawal_finished_at_finish_by`;
-- reverse: create index "consentwithdrawal_patient_id" to table: "consent_withdrawals"
DROP INDEX `consentwithdrawal_patient_id`;
-- reverse: create index "consent_withdrawals_consent_id_key" to table: "consent_withdrawals"
DROP INDEX `consent_withdrawals_consent_id_key`;
-- reverse: create "consent_withdrawals" table
DROP TABLE `consent_withdrawals`;
-- reverse: add column "revoked_for" to table: "sessions"
ALTER TABLE `sessions` DROP COLUMN `revoked_for`;
-- reverse: add column "consent_withdrawn_at" to table: "patients"
ALTER TABLE `patients` DROP COLUMN `consent_withdrawn_at`;
