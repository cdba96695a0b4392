import type { OdooStandIn } from '.';

/** An automation as the trigger makes it. */
export interface Automation {
	id: number;
	model: string;
	url: string;
	conditions: string;
	active: boolean;
}

/** Odoo's app Automation Rules in the stand-in: its records only. It calls nobody; a test does what Odoo would do. */
export function installAutomations({ db }: Pick<OdooStandIn, 'db'>): { all(): Automation[] } {
	db.addModels(
		{
			'ir.model': { model: 'char' },
			'ir.model.fields': { model: 'char', name: 'char' },
			'base.automation': {
				name: 'char',
				model_id: 'm2o:ir.model',
				trigger: 'char',
				trigger_field_ids: 'm2m:ir.model.fields',
				filter_domain: 'char',
				filter_pre_domain: 'char',
				active: 'bool',
				action_server_ids: 'o2m:ir.actions.server.base_automation_id',
			},
			'ir.actions.server': {
				name: 'char',
				model_id: 'm2o:ir.model',
				state: 'char',
				usage: 'char',
				webhook_url: 'char',
				code: 'char',
				base_automation_id: 'm2o:base.automation!',
			},
		},
		{ 'base.automation': { active: true } },
	);
	for (const model of ['stock.picking', 'stock.move', 'account.move', 'account.payment']) {
		db.insert('ir.model', { model });
		db.insert('ir.model.fields', { model, name: 'state' });
	}
	return {
		all: () =>
			db.all('base.automation').map((one) => {
				const [action] = db.where('ir.actions.server', { base_automation_id: one.id });
				return {
					id: one.id,
					model: String(db.one('ir.model', one.model_id).model),
					url: String(action.webhook_url),
					conditions: String(one.filter_domain),
					active: one.active === true,
				};
			}),
	};
}
