ALTER TABLE "deferred_issuances" ADD COLUMN "wallet" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "wallet_notifications" ADD COLUMN "wallet" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "deferred_issuances_by_owner" ON "deferred_issuances" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "wallet_notifications_by_owner" ON "wallet_notifications" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "wallet_notifications_by_subject" ON "wallet_notifications" USING btree ("subject_id");