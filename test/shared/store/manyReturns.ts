/**
 * Statements that fill a case store with returns of long ago: ten events, ten steps, three claims, three references and two messages each. One in
 * 100 is open and one in 500 has a stuck step; with `allClosed` none.
 */
export function fillOf(cases: number, { allClosed = false } = {}): string[] {
	const oneIn = (many: number, what = 'i') => (allClosed ? '1 = 0' : `${what} % ${many} = 0`);
	const n = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${cases})`;
	const k = `(select 1 as k union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9 union all select 10) as k`;
	const at = `'2025-' || (1000000 + i)`;
	return [
		`${n} insert into cases (reference, brand, channel, order_number, state, version, last_hash, "authorization", logistics, inspection, settlement, opened_at, updated_at, closed_at, expires_at)
			select 'RMA-' || i, 'default', 'shopify', '#' || i, '{}', 10, '', case when ${oneIn(1000)} then 'in_review' else 'approved' end, 'received', 'done', case when ${oneIn(500)} then 'due' else 'settled' end, ${at}, ${at}, case when ${oneIn(100)} then null else ${at} end, case when ${oneIn(100)} then 4102444800000 else null end from n`,
		`${n} insert into events (reference, position, source, source_id, type, time, recorded_at, actor, data, hash)
			select 'RMA-' || i, k, 'fill', i || '/' || k, case when k = 1 then 'return.requested' when k = 2 then 'return.approved' when k = 8 then 'refund.succeeded' when k = 9 then 'return.closed' else 'customer.notified' end, ${at}, ${at}, null, '{}', '' from n, ${k}`,
		`insert into steps (event_seq, reference, name, state, attempts, due_at, fence, solo, brand)
			select seq, reference, case when position % 3 = 0 then 'Authorise' else 'Settle' end, case when position = 3 and ${oneIn(500, 'seq')} then 'stuck' else 'done' end, 1, 0, 1, 0, 'default' from events where source = 'fill'`,
		`${n} insert into claims (key, kind, reference, state, token, lease_until, progress, updated_at) select 'odoo.note:' || i || '/' || k, 'odoo.note', 'RMA-' || i, 'done', 't', 0, '{}', ${at} from n, ${k} where k < 4`,
		`${n} insert into case_references (system, id, reference) select 'system' || k, 'id' || i, 'RMA-' || i from n, ${k} where k < 4`,
		`${n} insert into case_words (kind, word, opened_at, reference) select 'email', case when ${oneIn(50)} then 'alex@example.com' else 'c' || i || '@example.com' end, ${at}, 'RMA-' || i from n`,
		`${n} insert into stand_stills (reference, stage, intent, since, told, look_at) select 'RMA-' || i, 'books', 'x', 0, 2, null from n`,
		`${n} insert into inbox (source, id, topic, body, state, received_at) select 'shopify', i || '/' || k, 'returns/request', '{}', 'read', ${at} from n, ${k} where k < 3`,
		`insert into seen (source, id, seen_at) select source, id, received_at from inbox where state = 'read'`,
		`${n} insert into alarms (key, kind, owner, brand, facts, raised_at, due_at, tries, told, closed_at) select 'closed' || i, 'notice', 'operator', 'default', '{}', 0, 0, 0, 1, 4102444800000 from n`,
		`${n} insert into operator_log (at, actor, action, subject, reference, details) select ${at}, 'a person', 'step_replayed', 'x', 'RMA-' || i, '{}' from n`,
		`${n} insert into notices (key, owner, message, advice, made_at, told_at) select 'told' || i, 'operator', 'm', 'a', ${at}, ${at} from n`,
		`${n} insert into drifts (id, state, round, reference, drift, kept_at, closed_at) select 'drift' || i, 'healed', 1, 'RMA-' || i, '{"id":"drift","class":"late","owner":"finance","message":"m"}', ${at}, ${at} from n`,
		`${n} insert into budgets (key, used, ends_at) select 'budget' || i, 1, 4102444800000 from n`,
	];
}
