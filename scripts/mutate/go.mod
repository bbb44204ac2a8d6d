module gongqiao/scripts/mutate

go 1.26
