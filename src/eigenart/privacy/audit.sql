-- The access log as a chain. The database itself links each line, so the application cannot write another one.
-- The canonical form is that of eigenart.core.chain; a test compares the two.

CREATE OR REPLACE FUNCTION public.eigenart_audit_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  held integer := nullif(current_setting('eigenart.chain', true), '')::integer;
  last record;
BEGIN
  -- A chain is held until the transaction ends. Who writes at the same time takes the next free one; nobody waits
  -- before all are taken, and whoever waits holds none, so there is no deadlock.
  IF held IS NULL OR held NOT BETWEEN 0 AND 31 OR NOT pg_try_advisory_xact_lock(703, held) THEN
    held := NULL;
    FOR candidate IN 0..31 LOOP
      IF pg_try_advisory_xact_lock(703, candidate) THEN held := candidate; EXIT; END IF;
    END LOOP;
    IF held IS NULL THEN
      held := pg_backend_pid() % 32;
      PERFORM pg_advisory_xact_lock(703, held);
    END IF;
    PERFORM set_config('eigenart.chain', held::text, true);
  END IF;
  SELECT number, hash INTO last FROM public.privacy_accesslog WHERE chain = held ORDER BY number DESC LIMIT 1;
  IF NOT FOUND THEN
    SELECT number, hash INTO last FROM public.privacy_auditseal WHERE chain = held ORDER BY number DESC LIMIT 1;
  END IF;
  NEW.chain := held;
  NEW.number := coalesce(last.number, 0) + 1;
  NEW.hash := encode(sha256(convert_to(coalesce(last.hash, ''), 'UTF8') || convert_to((
    SELECT string_agg(octet_length(convert_to(part, 'UTF8')) || ':' || part, '' ORDER BY place)
    FROM unnest(ARRAY[
      NEW.chain::text, NEW.number::text, NEW.id::text, (extract(epoch FROM NEW.at) * 1000000)::bigint::text,
      NEW.actor_role, NEW.actor_pseudonym, NEW.purpose, NEW.register_hash, NEW.categories, NEW.reached::text,
      NEW.subject_tag, NEW.outcome]) WITH ORDINALITY AS parts (part, place)), 'UTF8')), 'hex');
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER audit_link BEFORE INSERT ON public.privacy_accesslog
FOR EACH ROW EXECUTE FUNCTION public.eigenart_audit_link();
ALTER TABLE public.privacy_accesslog ENABLE ALWAYS TRIGGER audit_link;

-- Retention: the oldest lines of each chain go as a whole, and a seal says where the chain goes on. Never a line
-- that the register's period still covers, whatever is asked.
CREATE OR REPLACE FUNCTION public.eigenart_audit_remove(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  edge timestamptz := least(before, now() - interval '{period}');
  oldest record;
  gone bigint := 0;
  removed bigint;
BEGIN
  FOR oldest IN
    SELECT chain, coalesce(min(number) FILTER (WHERE at >= edge), max(number) + 1) AS first_kept
    FROM public.privacy_accesslog GROUP BY chain
  LOOP
    INSERT INTO public.privacy_auditseal (chain, number, hash, at, sealed_at)
    SELECT chain, number, hash, at, now() FROM public.privacy_accesslog
    WHERE chain = oldest.chain AND number = oldest.first_kept - 1;
    DELETE FROM public.privacy_accesslog WHERE chain = oldest.chain AND number < oldest.first_kept;
    GET DIAGNOSTICS removed = ROW_COUNT;
    gone := gone + removed;
  END LOOP;
  RETURN gone;
END $$;

-- Erasure: the link to the person goes and the person's key with it. The lines stay, and nobody can say whose.
CREATE OR REPLACE FUNCTION public.eigenart_audit_forget(who uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  freed bigint;
BEGIN
  UPDATE public.privacy_accesslog SET subject_id = NULL WHERE subject_id = ANY (who);
  GET DIAGNOSTICS freed = ROW_COUNT;
  UPDATE public.privacy_subject SET audit_key = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
  WHERE id = ANY (who);
  RETURN freed;
END $$;
