-- Customers and connected accounts are found by how any word of their name, or of their e-mail address before the @, begins.

-- The bodies are parsed when they are made (RETURN), because an index is built with no search path.

-- Words without case and accents, in the same way under every locale of the database.
CREATE FUNCTION search_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array(
    SELECT DISTINCT word
    FROM regexp_split_to_table(
      translate(
        replace(lower(said), 'ß', 'ss'),
        'ÀÁÂÃÄÅĀĂĄàáâãäåāăąÇĆČçćčĎĐďđÈÉÊËĒĖĘĚèéêëēėęěĞĢğģÌÍÎÏĪİĮìíîïīıįŁĻłļÑŃŅŇñńņňÒÓÔÕÖØŌŐòóôõöøōőŔŘŕřŚŞŠȘśşšșŢŤȚţťțÙÚÛÜŪŮŰŲùúûüūůűųÝŸýÿŹŻŽźżž',
        'aaaaaaaaaaaaaaaaaaccccccddddeeeeeeeeeeeeeeeeggggiiiiiiiiiiiiiillllnnnnnnnnoooooooooooooooorrrrssssssssttttttuuuuuuuuuuuuuuuuyyyyzzzzzz'
      ),
      '[\s.,;:/()&+"''\\-]+'
    ) AS word
    WHERE word <> ''
  );

-- Each word with its owner in front, so that one merchant's search never walks over another's names.
CREATE FUNCTION holder_words(owner text, livemode boolean, name text, email text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(array(
    SELECT owner || CASE WHEN livemode THEN '/live/' ELSE '/test/' END || word
    FROM unnest(search_words(coalesce(name, '') || ' ' || split_part(coalesce(email, ''), '@', 1))) AS word
  ));

-- All words of what is looked for, each as a beginning. Null where there is no word.
CREATE FUNCTION holder_query(owner text, livemode boolean, said text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT string_agg('''' || owner || CASE WHEN livemode THEN '/live/' ELSE '/test/' END || word || ''':*', ' & ')::tsquery
  FROM unnest(search_words(said)) AS word);

CREATE INDEX customers_by_words ON customers USING gin (holder_words(merchant, livemode, name, email)) WHERE deleted_at IS NULL;
CREATE INDEX connected_accounts_by_words ON connected_accounts USING gin (holder_words(platform, livemode, name, email))
  WHERE deleted_at IS NULL;
DROP INDEX customers_by_lower_name;
DROP INDEX connected_accounts_by_lower_name;
