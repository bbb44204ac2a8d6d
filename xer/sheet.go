package xer

import (
	"bufio"
	"fmt"
	"strings"
)

// sheet writes one table. Its head is written with its first row: P6 leaves out
// tables that have none.
type sheet struct {
	w       *writer
	name    string
	index   map[string]int
	columns []string
	usual   []string // what a row holds where nothing else is said
	open    bool
}

func (w *writer) sheet(name string) *sheet {
	s := &sheet{w: w, name: name, index: map[string]int{}}
	for i, column := range strings.Fields(layouts[name]) {
		column, usual, _ := strings.Cut(column, "=")
		s.index[column] = i
		s.columns = append(s.columns, column)
		s.usual = append(s.usual, usual)
	}
	return s
}

// row writes a row of columns and values in turn.
func (s *sheet) row(pairs ...string) {
	if !s.open {
		s.open = true
		s.w.line("%T\t" + s.name)
		s.w.line("%F\t" + strings.Join(s.columns, "\t"))
	}
	values := append([]string(nil), s.usual...)
	for i := 0; i+1 < len(pairs); i += 2 {
		at, ok := s.index[pairs[i]]
		if !ok {
			s.w.err = fmt.Errorf("xer: the layout of %s lacks %s", s.name, pairs[i])
			return
		}
		values[at] = pairs[i+1]
	}
	raw, lost := s.w.code.encode(strings.Join(values, "\t"))
	if lost > 0 {
		s.w.left.addMany(s.name, "", NotInEncoding, lost)
	}
	s.w.raw("%R\t")
	s.w.bytes(raw)
	s.w.raw("\r\n")
}

func (w *writer) line(text string) {
	raw, _ := w.code.encode(text)
	w.bytes(raw)
	w.raw("\r\n")
}

func (w *writer) raw(s string) { w.bytes([]byte(s)) }

func (w *writer) bytes(b []byte) {
	if _, err := w.out.Write(b); err != nil && w.err == nil {
		w.err = err
	}
}

func newWriter(out *bufio.Writer, enc Encoding) *writer {
	return &writer{out: out, code: newCoder(enc)}
}

// layouts are the columns of each table in the order of P6 8.4, which later
// versions read too, with what stands in them unless a row says otherwise.
var layouts = map[string]string{
	"CURRTYPE": `curr_id=1 decimal_digit_cnt=2 curr_symbol=CNY decimal_symbol=. digit_group_symbol=,
		pos_curr_fmt_type=#1.1 neg_curr_fmt_type=(#1.1) curr_type=Yuan curr_short_name=CNY group_digit_cnt=3 base_exch_rate=1`,
	"MEMOTYPE": `memo_type_id=1 seq_num=0 eps_flag=N proj_flag=N wbs_flag=Y task_flag=Y memo_type=Notes`,
	"OBS":      `obs_id=1 parent_obs_id guid seq_num=0 obs_name=Enterprise obs_descr`,
	"UDFTYPE": `udf_type_id table_name udf_type_name udf_type_label logical_data_type super_flag=N
		indicator_expression summary_indicator_expression`,
	"PROJECT": `proj_id fy_start_month_num=1 rsrc_self_add_flag=Y allow_complete_flag=Y rsrc_multi_assign_flag=Y
		checkout_flag=N project_flag=Y step_complete_flag=N cost_qty_recalc_flag=N batch_sum_flag=Y name_sep_char=.
		def_complete_pct_type=CP_Drtn proj_short_name acct_id orig_proj_id source_proj_id base_type_id clndr_id
		sum_base_proj_id task_code_base=1000 task_code_step=10 priority_num=10 wbs_max_sum_level=2 strgy_priority_num=500
		last_checksum critical_drtn_hr_cnt def_cost_per_qty=0.0000 last_recalc_date plan_start_date plan_end_date
		scd_end_date add_date last_tasksum_date fcst_start_date def_duration_type=DT_FixedDUR2 task_code_prefix=A guid
		def_qty_type=QT_Hour add_by_name web_local_root_path proj_url def_rate_type=COST_PER_QTY add_act_remain_flag=N
		act_this_per_link_flag=Y def_task_type=TT_Task act_pct_link_flag=Y critical_path_type=CT_TotFloat
		task_code_prefix_flag=Y def_rollup_dates_flag=Y use_project_baseline_flag=Y rem_target_link_flag=Y
		reset_planned_flag=Y allow_neg_act_flag=N sum_assign_level=SL_Taskrsrc`,
	"CALENDAR": `clndr_id default_flag=N clndr_name proj_id base_clndr_id last_chng_date clndr_type=CA_Base day_hr_cnt
		week_hr_cnt=40 month_hr_cnt=172 year_hr_cnt=2000 rsrc_private=N clndr_data`,
	"SCHEDOPTIONS": `schedoptions_id proj_id sched_outer_depend_type=SD_Both sched_open_critical_flag=N
		sched_lag_early_start_flag=Y sched_retained_logic sched_setplantoforecast=N sched_float_type=FT_FF
		sched_calendar_on_relationship_lag sched_use_expect_end_flag=Y sched_progress_override level_float_thrs_cnt=0
		level_outer_assign_flag=N level_outer_assign_priority=5 level_over_alloc_pct=25 level_within_float_flag=N
		level_keep_sched_date_flag=Y level_all_rsrc_flag=Y sched_use_project_end_date_for_float=Y`,
	"PROJWBS": `wbs_id proj_id obs_id=1 seq_num est_wt=1 proj_node_flag=N sum_data_flag=N status_code=WS_Open wbs_short_name
		wbs_name phase_id parent_wbs_id ev_user_pct=6 ev_etc_user_value=0.88 orig_cost=0.0000 indep_remain_total_cost=0.0000
		ann_dscnt_rate_pct dscnt_period_type indep_remain_work_qty anticip_start_date anticip_end_date
		ev_compute_type=EC_Cmp_pct ev_etc_compute_type=EE_PF_cpi guid tmpl_guid plan_open_state`,
	"WBSMEMO": `wbs_memo_id proj_id wbs_id memo_type_id=1 wbs_memo`,
	"RSRC": `rsrc_id parent_rsrc_id clndr_id role_id shift_id user_id pobs_id guid rsrc_seq_num email_addr employee_code
		office_phone other_phone rsrc_name rsrc_short_name rsrc_title_name def_qty_per_hr cost_qty_type=QT_Hour ot_factor
		active_flag=Y auto_compute_act_flag=Y def_cost_qty_link_flag=Y ot_flag=N curr_id=1 unit_id rsrc_type location_id
		rsrc_notes load_tasks_flag level_flag last_checksum`,
	"RSRCRATE": `rsrc_rate_id rsrc_id max_qty_per_hr cost_per_qty start_date shift_period_id cost_per_qty2 cost_per_qty3
		cost_per_qty4 cost_per_qty5`,
	"ACTVTYPE": `actv_code_type_id actv_short_len=60 seq_num actv_code_type proj_id wbs_id actv_code_type_scope=AS_Global`,
	"TASK": `task_id proj_id wbs_id clndr_id phys_complete_pct=0 rev_fdbk_flag=N est_wt=1 lock_plan_flag=N
		auto_compute_act_flag=N complete_pct_type=CP_Drtn task_type duration_type status_code task_code task_name rsrc_id
		total_float_hr_cnt free_float_hr_cnt remain_drtn_hr_cnt act_work_qty=0 remain_work_qty=0 target_work_qty=0
		target_drtn_hr_cnt target_equip_qty=0 act_equip_qty=0 remain_equip_qty=0 cstr_date act_start_date act_end_date
		late_start_date late_end_date expect_end_date early_start_date early_end_date restart_date reend_date
		target_start_date target_end_date rem_late_start_date rem_late_end_date cstr_type priority_type suspend_date
		resume_date float_path float_path_order guid tmpl_guid cstr_date2 cstr_type2 driving_path_flag=N
		act_this_per_work_qty=0 act_this_per_equip_qty=0 external_early_start_date external_late_end_date create_date
		update_date create_user update_user location_id`,
	"ACTVCODE": `actv_code_id parent_actv_code_id actv_code_type_id actv_code_name short_name seq_num color`,
	"PROJCOST": `cost_item_id acct_id pobs_id cost_type_id proj_id task_id cost_name po_number vendor_name act_cost
		cost_per_qty=0.0000 remain_cost target_cost cost_load_type=CL_Uniform auto_compute_act_flag=N target_qty=0 qty_name
		cost_descr`,
	"TASKMEMO": `memo_id task_id memo_type_id=1 proj_id task_memo`,
	"TASKPRED": `task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt float_path aref arls`,
	"TASKRSRC": `taskrsrc_id task_id proj_id cost_qty_link_flag=N role_id acct_id rsrc_id pobs_id skill_level remain_qty
		target_qty remain_qty_per_hr target_lag_drtn_hr_cnt target_qty_per_hr act_ot_qty=0 act_reg_qty relag_drtn_hr_cnt
		ot_factor cost_per_qty target_cost act_reg_cost act_ot_cost=0.0000 remain_cost act_start_date act_end_date
		restart_date reend_date target_start_date target_end_date rem_late_start_date rem_late_end_date rollup_dates_flag=Y
		target_crv remain_crv actual_crv ts_pend_act_end_flag=N guid rate_type=COST_PER_QTY act_this_per_cost=0.0000
		act_this_per_qty=0 curv_id rsrc_type cost_per_qty_source_type=ST_Rsrc`,
	"TASKACTV": `task_id actv_code_type_id actv_code_id proj_id`,
	"UDFVALUE": `udf_type_id fk_id proj_id udf_date udf_number udf_text udf_code_id`,
}
