-- What already happened is waiting for the log like everything that happens from now on.
INSERT INTO "log_pending" ("entry_id") SELECT "id" FROM "events" ORDER BY "position";
--> statement-breakpoint
CREATE UNIQUE INDEX "events_one_genesis" ON "events" ("type") WHERE "type" = 'log.genesis';
--> statement-breakpoint
CREATE TRIGGER "event_facts_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "event_facts"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "log_entries_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "log_seen_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_seen"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- A tile or bundle of width w is what the row began with when it had w entries: it may grow at its end, and nothing else.
CREATE FUNCTION "refuse_unless_grown"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.width < OLD.width OR substring(NEW.data FROM 1 FOR length(OLD.data)) IS DISTINCT FROM OLD.data THEN
    RAISE EXCEPTION 'Rows of % only grow.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "log_tiles_only_grow" BEFORE UPDATE ON "log_tiles" FOR EACH ROW EXECUTE FUNCTION "refuse_unless_grown"();
--> statement-breakpoint
CREATE TRIGGER "log_tiles_refuse_removal" BEFORE DELETE OR TRUNCATE ON "log_tiles"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "log_bundles_only_grow" BEFORE UPDATE ON "log_bundles" FOR EACH ROW EXECUTE FUNCTION "refuse_unless_grown"();
--> statement-breakpoint
CREATE TRIGGER "log_bundles_refuse_removal" BEFORE DELETE OR TRUNCATE ON "log_bundles"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- Tiles and bundles are hashes and small texts: compressing them costs time and gives nothing; out of line, their first octets can be read alone.
ALTER TABLE "log_tiles" ALTER COLUMN "data" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "log_bundles" ALTER COLUMN "data" SET STORAGE EXTERNAL;
--> statement-breakpoint
-- A head, as signed or as witnessed, never goes back.
CREATE FUNCTION "refuse_shrinking"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root IS DISTINCT FROM OLD.root) THEN
    RAISE EXCEPTION 'The head in % never goes back.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "log_head_never_shrinks" BEFORE UPDATE ON "log_head" FOR EACH ROW EXECUTE FUNCTION "refuse_shrinking"();
--> statement-breakpoint
CREATE TRIGGER "log_head_refuse_removal" BEFORE DELETE OR TRUNCATE ON "log_head"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "witness_logs_never_shrink" BEFORE UPDATE ON "witness_logs" FOR EACH ROW EXECUTE FUNCTION "refuse_shrinking"();
--> statement-breakpoint
CREATE TRIGGER "witness_logs_refuse_removal" BEFORE DELETE OR TRUNCATE ON "witness_logs"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- Of a signed head only the witnesses' signatures may come later.
CREATE FUNCTION "refuse_resigning"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.size, NEW.root, NEW.note, NEW.signed_at) IS DISTINCT FROM (OLD.id, OLD.size, OLD.root, OLD.note, OLD.signed_at) THEN
    RAISE EXCEPTION 'A signed head is never changed.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "log_checkpoints_keep_what_was_signed" BEFORE UPDATE ON "log_checkpoints"
  FOR EACH ROW EXECUTE FUNCTION "refuse_resigning"();
--> statement-breakpoint
CREATE TRIGGER "log_checkpoints_refuse_removal" BEFORE DELETE OR TRUNCATE ON "log_checkpoints"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "retention_acts_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "retention_acts"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "disclosure_cases_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "disclosure_cases"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "disclosure_case_words_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "disclosure_case_words"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
