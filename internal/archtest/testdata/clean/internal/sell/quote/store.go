package quote

const load = "select id, total from quote where id = ?"
