package xer_test

import "strings"

// rows builds a file of lines; "|" stands for a tab, "¦" for itself.
func rows(lines ...string) string {
	text := "ERMHDR|8.4|2026-09-21|Project|admin|admin|dbxDatabaseNoName|Project Management|CNY\n" + strings.Join(lines, "\n") + "\n%E\n"
	return strings.NewReplacer("|", "\t", "¦", "|", "\n", "\r\n").Replace(text)
}

const week = `(0||CalendarData()((0||DaysOfWeek()((0||1()())(0||2()((0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)())))(0||3()((0||0(f|16:00|s|08:00)())))(0||4()())(0||5()())(0||6()())(0||7()((0||0(s|00:00|f|00:00)())))))(0||Exceptions()((0||0(d|46287)())(0||1(d|46286)())(0||2(d|46288)((0||0(s|20:00|f|00:00)())))))))`

var calendarData = []string{
	week,
	"(0||CalendarData()(\x7f\x7f  (0||DaysOfWeek()(\x7f\x7f    (0||1()())\x7f\x7f  ))))",
	"(0||CalendarData()())", "", " ", "(", "()", "(0||x", "(0||CalendarData()((0||Exceptions()((0||0(d|-1)())(0||1(d|99999999999)())(0||2(d|x)())))))",
	strings.Repeat("(0||a()(", 40),
	"(0||CalendarData()((0||DaysOfWeek()((0||2()((0||0(s|22:00|f|06:00)())(0||1(s|08:00|f|23:00)())(0||2(s|09:00|f|25:00)())))))))",
}

// calendarFile is a file of one project with one calendar.
func calendarFile(data string) string {
	file := rows("%T|PROJECT", "%F|proj_id|proj_short_name|clndr_id", "%R|1|P|7",
		"%T|CALENDAR", "%F|clndr_id|clndr_name|day_hr_cnt|clndr_data", "%R|7|Site|8|DATA")
	return strings.Replace(file, "DATA", data, 1)
}

// full has something of everything that is read.
var full = rows(
	"%T|UDFTYPE", "%F|udf_type_id|table_name|udf_type_name|udf_type_label|logical_data_type",
	"%R|1|TASK|user_field_1|Section|FT_TEXT", "%R|2|PROJWBS|user_field_1|Section|FT_TEXT", "%R|3|RSRC|user_field_3|Price|FT_MONEY",
	"%R|4|TASKRSRC|user_field_4|When|FT_START_DATE", "%R|5|TASK|user_field_5|Count|FT_INT", "%R|6|PROJECT|user_field_6|Owner|FT_TEXT",
	"%T|PROJECT", "%F|proj_id|proj_short_name|orig_proj_id|sum_base_proj_id|clndr_id|plan_start_date|last_recalc_date|plan_end_date|critical_drtn_hr_cnt|guid",
	"%R|100|BRIDGE||200|7|2026-09-01 08:00|2026-10-01 00:00|2027-03-31 17:00|8|abc",
	"%R|200|BRIDGE - B1|100||7|2026-09-01 08:00||||",
	"%R|300|BRIDGE - B3|100||7|2026-09-01 08:00||||",
	"%T|CALENDAR", "%F|clndr_id|clndr_name|base_clndr_id|clndr_type|day_hr_cnt|rsrc_private|clndr_data",
	"%R|7|Site||CA_Base|8|N|"+strings.ReplaceAll(week, "|", "¦"), "%R|8|Crane|7|CA_Rsrc||Y|",
	"%T|SCHEDOPTIONS", "%F|schedoptions_id|proj_id|sched_retained_logic|sched_progress_override|sched_calendar_on_relationship_lag",
	"%R|1|100|N|Y|rcal_24Hour",
	"%T|PROJWBS", "%F|wbs_id|proj_id|seq_num|proj_node_flag|wbs_short_name|wbs_name|parent_wbs_id|anticip_start_date",
	"%R|10|100|0|Y|BRIDGE|The bridge|1|", "%R|12|100|200|N|SUP|Superstructure|10|", "%R|11|100|100|N|SUB|Substructure|10|2026-09-02 08:00",
	"%R|13|100|1|N|PIER|Piers|11|", "%R|20|200|0|Y|BRIDGE|The bridge|1|",
	"%T|RSRC", "%F|rsrc_id|clndr_id|rsrc_name|rsrc_short_name|def_qty_per_hr|rsrc_type|rsrc_notes",
	"%R|1|8|Crane 50 t|CR|1|RT_Equip|", "%R|2||Crew|CW|4|RT_Labor|two\x7f\x7flines and 6\"\"", "%R|3||Concrete|CC||RT_Mat|",
	"%T|RSRCRATE", "%F|rsrc_rate_id|rsrc_id|max_qty_per_hr|cost_per_qty|start_date|cost_per_qty2",
	"%R|2|2|6|45.5|2027-01-01 00:00|", "%R|1|2|4|45.5000|2026-01-01 00:00|50",
	"%T|ACTVTYPE", "%F|actv_code_type_id|actv_code_type|actv_code_type_scope", "%R|5|Lot|AS_Project",
	"%T|TASK", "%F|task_id|proj_id|wbs_id|clndr_id|phys_complete_pct|complete_pct_type|task_type|duration_type|status_code|task_code|task_name|remain_drtn_hr_cnt|act_work_qty|remain_work_qty|target_work_qty|target_drtn_hr_cnt|cstr_date|act_start_date|act_end_date|late_start_date|expect_end_date|early_start_date|early_end_date|target_start_date|target_end_date|cstr_type|priority_type|suspend_date|cstr_date2|cstr_type2",
	"%R|11|100|13|7|0|CP_Drtn|TT_Task|DT_FixedDrtn|TK_Complete|A10|Piles|0|80|0|80|80||2026-09-01 08:00|2026-09-14 17:00|2026-09-01 08:00||2026-10-01 00:00|2026-10-01 00:00|2026-09-01 08:00|2026-09-12 17:00||PT_Normal|||",
	"%R|12|100|13|8|37.5|CP_Phys|TT_Rsrc|DT_FixedDUR2|TK_Active|A20|Piers|60|20|60|80|80||2026-09-15 08:00|||2026-11-01 17:00|2026-10-01 08:00|2026-10-12 17:00|2026-09-15 08:00|2026-09-28 17:00||PT_Top|2026-09-20 08:00||",
	"%R|14|100|12|7|0|CP_Drtn|TT_Task|DT_FixedQty|TK_NotStart|A30|Deck|100.5|0|0|0|100.5|2026-11-01 08:00|||||2026-11-01 08:00|2026-11-20 17:00|2026-11-01 08:00|2026-11-20 17:00|CS_MSOA|PT_High||2026-12-01 17:00|CS_MEOB",
	"%R|15|100|10|7|0|CP_Drtn|TT_FinMile|DT_FixedDrtn|TK_NotStart|A90|Open|0|0|0|0|0|2027-03-31 17:00|||||||||CS_MANDFIN|PT_Lowest|||",
	"%R|21|200|20|7|0|CP_Drtn|TT_Task|DT_FixedDrtn|TK_NotStart|A10|Piles|72|0|0|72|72||||||2026-09-01 08:00|2026-09-11 17:00|2026-09-01 08:00|2026-09-11 17:00||PT_Normal|||",
	"%R|31|300|10|7|0|CP_Drtn|TT_Task|DT_FixedDrtn|TK_NotStart|A10|Piles|64|0|0|64|64||||||||2026-09-01 08:00|2026-09-10 17:00||PT_Normal|||",
	"%T|ACTVCODE", "%F|actv_code_id|actv_code_type_id|actv_code_name|short_name|color", "%R|51|5|North|N|255", "%R|52|5|South|S|",
	"%T|PROJCOST", "%F|cost_item_id|proj_id|task_id|cost_name|target_cost|act_cost|remain_cost", "%R|1|100|11|Permit|1000.0000|1000.0000|0", "%R|2|100|11|Fixed cost|50.255|0|50.25", "%R|3|200|21|Permit|900|0|900",
	"%T|TASKMEMO", "%F|memo_id|task_id|memo_type_id|proj_id|task_memo", "%R|1|11|1|100|First\x7f\x7fline", "%R|2|11|1|100|Second",
	"%T|WBSMEMO", "%F|wbs_memo_id|proj_id|wbs_id|memo_type_id|wbs_memo", "%R|1|100|13|1|All piers",
	"%T|TASKPRED", "%F|task_pred_id|task_id|pred_task_id|proj_id|pred_proj_id|pred_type|lag_hr_cnt|float_path",
	"%R|1|12|11|100|100|PR_FS|0|", "%R|2|14|12|100|100|PR_SS1|16|3", "%R|3|15|14|100|100|PR_FF|-7.5|", "%R|4|15|99|100|400|PR_FS|0|", "%R|5|15|21|100|200|PR_FS|0|",
	"%T|TASKRSRC", "%F|taskrsrc_id|task_id|proj_id|rsrc_id|role_id|target_qty|remain_qty|act_reg_qty|act_ot_qty|target_qty_per_hr|target_lag_drtn_hr_cnt|target_cost|act_reg_cost|act_ot_cost|remain_cost|act_start_date|act_end_date|restart_date|target_start_date|target_end_date",
	"%R|1|11|100|2||80|0|70|10|4|8|3640.00|3185|455|0|2026-09-01 08:00|2026-09-14 17:00||2026-09-01 08:00|2026-09-12 17:00",
	"%R|2|12|100||332|80|60|20|0|0.5|0|100|25|0|75|2026-09-15 08:00||2026-10-01 08:00|2026-09-15 08:00|2026-09-28 17:00",
	"%R|3|21|200|2||72|0|0|0|1|0|500|0|0|0|||||",
	"%T|TASKACTV", "%F|task_id|actv_code_type_id|actv_code_id|proj_id", "%R|11|5|51|100", "%R|14|5|52|100",
	"%T|UDFVALUE", "%F|udf_type_id|fk_id|proj_id|udf_date|udf_number|udf_text", "%R|1|11|100|||K1+200", "%R|2|13|100|||K1", "%R|3|2|||12.345|", "%R|4|1|100|2026-09-03 00:00||", "%R|5|14|100||7|", "%R|6|100|100|||Group",
	"%T|FINTMPL", "%F|fintmpl_id", "%R|1",
)
