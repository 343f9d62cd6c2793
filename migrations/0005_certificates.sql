CREATE TABLE "certificate_authorities" (
	"level" text NOT NULL,
	"number" integer NOT NULL,
	"kid" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"private_sealed" "bytea",
	"not_before" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "certificate_authorities_level_number_pk" PRIMARY KEY("level","number")
);
--> statement-breakpoint
CREATE TABLE "key_certificates" (
	"kid" text NOT NULL,
	"number" integer NOT NULL,
	"chain" text[] NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "key_certificates_kid_number_pk" PRIMARY KEY("kid","number")
);
--> statement-breakpoint
ALTER TABLE "key_certificates" ADD CONSTRAINT "key_certificates_kid_signing_keys_kid_fk" FOREIGN KEY ("kid") REFERENCES "public"."signing_keys"("kid") ON DELETE no action ON UPDATE no action;