-- The questions that row policies ask. They run as the owner, because no other role may read every consent.
-- The rule is that of eigenart.core.consent.decide; a test compares the two on random histories.

CREATE OR REPLACE FUNCTION public.eigenart_is_approved(wanted_hash text, parties text[], is_demo_mode boolean)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM unnest(parties) AS wanted (party)
    WHERE NOT EXISTS (
      SELECT 1 FROM public.privacy_approval AS given
      WHERE given.register_hash = wanted_hash AND given.party = wanted.party
        AND (is_demo_mode OR NOT given.is_demo)))
$$;

-- Optional purposes rest while the newest check found that something else runs than the register says.
CREATE OR REPLACE FUNCTION public.eigenart_is_clear()
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce((SELECT is_clear FROM public.privacy_driftcheck ORDER BY id DESC LIMIT 1), true)
$$;

CREATE OR REPLACE FUNCTION public.eigenart_permits(
  who uuid, wanted_purpose text, wanted_version integer, basis text, wanted_text text)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH said AS (
    SELECT
      max(at) FILTER (WHERE kind = 'objected') AS objected,
      max(at) FILTER (WHERE kind = 'objection_lifted') AS lifted,
      max(at) FILTER (WHERE kind = 'withdrawn') AS withdrawn,
      max(at) FILTER (WHERE kind = 'given') AS given,
      max(at) FILTER (WHERE kind = 'given' AND version = wanted_version AND text_hash = wanted_text) AS agreed
    FROM public.privacy_consent WHERE subject_id = who AND purpose = wanted_purpose)
  SELECT CASE
    WHEN who IS NULL THEN false
    WHEN objected IS NOT NULL AND (lifted IS NULL OR lifted <= objected) THEN false
    WHEN basis = 'a' THEN agreed IS NOT NULL AND (withdrawn IS NULL OR agreed > withdrawn)
    ELSE withdrawn IS NULL OR coalesce(greatest(given, lifted) > withdrawn, false)
  END FROM said
$$;

CREATE OR REPLACE FUNCTION public.eigenart_restricted()
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT subject_id FROM public.privacy_rightsrequest WHERE kind = 'restriction' AND state = 'in_force'
$$;

CREATE OR REPLACE FUNCTION public.eigenart_permitted(
  wanted_purpose text, wanted_version integer, basis text, wanted_text text)
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT id FROM public.privacy_subject
  WHERE public.eigenart_permits(id, wanted_purpose, wanted_version, basis, wanted_text)
$$;

CREATE OR REPLACE FUNCTION public.eigenart_is_stopped(wanted_system text)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce((
    SELECT kind = 'stop' FROM public.privacy_stopevent
    WHERE system = wanted_system AND kind IN ('stop', 'restarted') ORDER BY id DESC LIMIT 1), false)
$$;
