-- The shop's own words for units, as its catalog's file gives them: word to units.
alter table wholesaler add unit_words text not null default '{}';
