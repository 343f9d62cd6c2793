CREATE TABLE "authorization_codes" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"asked" jsonb NOT NULL,
	"subject_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"redeemed_at" timestamp (3) with time zone,
	"grant_id" uuid
);
--> statement-breakpoint
CREATE TABLE "pushed_requests" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"asked" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"grant_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"account" "bytea" NOT NULL,
	"authority" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_in_links_account_authority_pk" PRIMARY KEY("account","authority")
);
--> statement-breakpoint
CREATE TABLE "sign_in_sessions" (
	"digest" "bytea" PRIMARY KEY NOT NULL,
	"asked" jsonb NOT NULL,
	"subject_id" uuid,
	"method" text,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "authorization_codes_by_expiry" ON "authorization_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "pushed_requests_by_expiry" ON "pushed_requests" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "refresh_tokens_by_expiry" ON "refresh_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_links_by_subject" ON "sign_in_links" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "sign_in_sessions_by_expiry" ON "sign_in_sessions" USING btree ("expires_at");