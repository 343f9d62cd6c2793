CREATE TABLE "credential_offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"authority" text NOT NULL,
	"configuration" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"credential_id" uuid,
	"record_id" uuid,
	"application_id" uuid,
	"award_sealed" "bytea",
	"secrets_sealed" "bytea" NOT NULL,
	"handle_digest" "bytea" NOT NULL,
	"offered_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"redeemed_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "deferred_issuances" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"authority" text NOT NULL,
	"configuration" text NOT NULL,
	"owner" text NOT NULL,
	"application_id" uuid NOT NULL,
	"keys" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"taken_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "used_key_nonces" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wallet_notifications" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"authority" text NOT NULL,
	"owner" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"credential_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"events" text[] DEFAULT '{}'::text[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "copy_of" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "credential_offers_by_handle" ON "credential_offers" USING btree ("handle_digest");--> statement-breakpoint
CREATE INDEX "credential_offers_by_authority" ON "credential_offers" USING btree ("authority","id");--> statement-breakpoint
CREATE INDEX "credential_offers_by_subject" ON "credential_offers" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "deferred_issuances_by_expiry" ON "deferred_issuances" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "used_key_nonces_by_expiry" ON "used_key_nonces" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_notifications_by_expiry" ON "wallet_notifications" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_copies" ON "credentials" USING btree ("copy_of","holder_thumbprint") WHERE "credentials"."copy_of" is not null;