package customer

const contacts = "select id, name from contact where customer_id = ?"
