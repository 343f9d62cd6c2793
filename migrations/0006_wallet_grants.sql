CREATE TABLE "issuer_states" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"offer_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"authority" text NOT NULL,
	"configurations" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offer_codes" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"offer_id" uuid NOT NULL,
	"authority" text NOT NULL,
	"configurations" text[] NOT NULL,
	"tx_code_digest" "bytea",
	"attempts_left" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"redeemed_at" timestamp (3) with time zone,
	"grant_id" uuid
);
--> statement-breakpoint
CREATE TABLE "wallet_grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"authority" text NOT NULL,
	"configurations" text[] NOT NULL,
	"identifiers" jsonb,
	"basis" jsonb NOT NULL,
	"client_id" text,
	"dpop_thumbprint" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "issuer_states_by_expiry" ON "issuer_states" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "offer_codes_by_expiry" ON "offer_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_grants_by_expiry" ON "wallet_grants" USING btree ("expires_at");