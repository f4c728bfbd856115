-- +goose Up
-- add column "link_state" to table: "guests"
ALTER TABLE `guests` ADD COLUMN `link_state` text NULL;
-- add column "link_sends" to table: "guests"
ALTER TABLE `guests` ADD COLUMN `link_sends` integer NULL;
-- add column "link_tries" to table: "guests"
ALTER TABLE `guests` ADD COLUMN `link_tries` integer NULL;

-- +goose Down
-- reverse: add column "link_tries" to table: "guests"
ALTER TABLE `guests` DROP COLUMN `link_tries`;
-- reverse: add column "link_sends" to table: "guests"
ALTER TABLE `guests` DROP COLUMN `link_sends`;
-- reverse: add column "link_state" to table: "guests"
ALTER TABLE `guests` DROP COLUMN `link_state`;
