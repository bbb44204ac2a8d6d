package customer
