-- +goose Up
-- add column "notices_off" to table: "accounts"
ALTER TABLE `accounts` ADD COLUMN `notices_off` json NULL;
-- add column "calendar_version" to table: "patients"
ALTER TABLE `patients` ADD COLUMN `calendar_version` integer NULL;
-- create "notifications" table
CREATE TABLE `notifications` (`id` text NOT NULL, `created_at` datetime NOT NULL, `account_id` text NULL, `patient_id` text NULL, `appointment_id` text NOT NULL, `notice` text NOT NULL, `channel` text NOT NULL, `sequence` integer NOT NULL, `key` text NOT NULL, `state` text NOT NULL DEFAULT ('PLANNED'), `attempt` integer NOT NULL DEFAULT (0), `last_error` text NULL, `sent_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "notifications_key_key" to table: "notifications"
CREATE UNIQUE INDEX `notifications_key_key` ON `notifications` (`key`);
-- create index "notification_patient_id_created_at" to table: "notifications"
CREATE INDEX `notification_patient_id_created_at` ON `notifications` (`patient_id`, `created_at`);
-- create index "notification_account_id_created_at" to table: "notifications"
CREATE INDEX `notification_account_id_created_at` ON `notifications` (`account_id`, `created_at`);
-- create index "notification_appointment_id" to table: "notifications"
CREATE INDEX `notification_appointment_id` ON `notifications` (`appointment_id`);
-- create "push_subscriptions" table
CREATE TABLE `push_subscriptions` (`id` text NOT NULL, `created_at` datetime NOT NULL, `account_id` text NOT NULL, `endpoint` text NOT NULL, `p256dh` text NOT NULL, `auth` text NOT NULL, PRIMARY KEY (`id`));
-- create index "push_subscriptions_endpoint_key" to table: "push_subscriptions"
CREATE UNIQUE INDEX `push_subscriptions_endpoint_key` ON `push_subscriptions` (`endpoint`);
-- create index "pushsubscription_account_id" to table: "push_subscriptions"
CREATE INDEX `pushsubscription_account_id` ON `push_subscriptions` (`account_id`);

-- +goose Down
-- reverse: create index "pushsubscription_account_id" to table: "push_subscriptions"
DROP INDEX `pushsubscription_account_id`;
-- reverse: create index "push_subscriptions_endpoint_key" to table: "push_subscriptions"
DROP INDEX `push_subscriptions_endpoint_key`;
-- reverse: create "push_subscriptions" table
DROP TABLE `push_subscriptions`;
-- reverse: create index "notification_appointment_id" to table: "notifications"
DROP INDEX `notification_appointment_id`;
-- reverse: create index "notification_account_id_created_at" to table: "notifications"
DROP INDEX `notification_account_id_created_at`;
-- reverse: create index "notification_patient_id_created_at" to table: "notifications"
DROP INDEX `notification_patient_id_created_at`;
-- reverse: create index "notifications_key_key" to table: "notifications"
DROP INDEX `notifications_key_key`;
-- reverse: create "notifications" table
DROP TABLE `notifications`;
-- reverse: add column "calendar_version" to table: "patients"
ALTER TABLE `patients` DROP COLUMN `calendar_version`;
-- reverse: add column "notices_off" to table: "accounts"
ALTER TABLE `accounts` DROP COLUMN `notices_off`;
