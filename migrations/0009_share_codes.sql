CREATE TABLE "share_code_looks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"organisation_id" uuid,
	"case_reference" text NOT NULL,
	"stage" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "share_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"digest" "bytea" NOT NULL,
	"holder_thumbprint" text NOT NULL,
	"held" jsonb NOT NULL,
	"sealed" "bytea",
	"purpose" text NOT NULL,
	"audience" uuid,
	"uses_max" integer NOT NULL,
	"uses_left" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "share_codes_uses" CHECK ("share_codes"."uses_left" between 0 and "share_codes"."uses_max")
);
--> statement-breakpoint
ALTER TABLE "share_code_looks" ADD CONSTRAINT "share_code_looks_code_id_share_codes_id_fk" FOREIGN KEY ("code_id") REFERENCES "public"."share_codes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "share_code_looks_by_code" ON "share_code_looks" USING btree ("code_id","id");--> statement-breakpoint
CREATE INDEX "share_code_looks_by_case" ON "share_code_looks" USING btree ("code_id","organisation_id","case_reference");--> statement-breakpoint
CREATE UNIQUE INDEX "share_codes_by_digest" ON "share_codes" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "share_codes_by_holder" ON "share_codes" USING btree ("holder_thumbprint","id");--> statement-breakpoint
CREATE INDEX "share_codes_by_end" ON "share_codes" USING btree ("expires_at");