-- What a line may take is changed seldom and looked for by every audit, on lines of a million debits too.
create index ledger_of_line_terms on ledger_entry (wholesaler_id, line_id, seq)
    where kind in ('LIMIT', 'TEMPORARY_LIMIT', 'HOLD', 'RELEASE_HOLD', 'CLOSE');
