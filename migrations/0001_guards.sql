-- What was recorded stays as it was: no role, not even the owner of the table, changes or removes an event by an ordinary statement.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never changed or removed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "events_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "status_publications_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "status_publications"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "peer_status_publications_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "peer_status_publications"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- An index that was given out once is never free again.
CREATE TRIGGER "status_entries_refuse_removal" BEFORE DELETE OR TRUNCATE ON "status_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- Who asked what is evidence: when its years are over the owner of the database removes it in a migration, never the program.
CREATE TRIGGER "access_records_refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_records"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
