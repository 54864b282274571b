-- Who turned out to be somebody else already known, or lost his number to its next owner, is kept without any address.
alter table person drop constraint person_check;
