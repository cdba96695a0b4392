import { missingSettings, unsetSettings } from '../../../nodes/shared/operation/neededSettings';
import { Settings } from '../../../nodes/shared/model';

const node = (type: string, parameters: object, more: object = {}) =>
	({ name: type, type: `n8n-nodes-returns.${type}`, parameters, ...more }) as never;
const label = (parameters: object = {}) =>
	node('carrierLabels', { resource: 'returnLabel', operation: 'create', ...parameters });
const missing = (settings: object, ...nodes: never[]) => missingSettings(nodes, Settings.parse(settings));

describe('settings that a flow works by', () => {
	it('are asked for by the nodes that need them, and by no others', () => {
		expect(missing({}, label()).map((one) => one.split(' (')[0])).toEqual(['Return Address', 'Usual Parcel']);
		expect(missing({}, node('odooReturns', { resource: 'goods', operation: 'receive' }))).toEqual([]);
		expect(missing({}, node('returnCase', {}))).toEqual([]);
	});
	it('are not asked for by a node that says it itself, or that is switched off', () => {
		expect(missing({}, label({ to: { name: 'R' }, parcel: { weight: 1 } }))).toEqual([]);
		expect(missing({}, node('odooReturns', { resource: 'goods', operation: 'sort' }, { disabled: true }))).toEqual([]);
	});
	it('are missing when only a part is there', () => {
		expect(missing({ parcel: { weight: 800, length: 1, width: 1 } }, label({ to: { name: 'R' } }))).toEqual([
			expect.stringContaining('Usual Parcel'),
		]);
		expect(
			missing({ odoo: { destinations: { scrap: 7 } } }, node('odooReturns', { resource: 'goods', operation: 'sort' })),
		).toEqual([expect.stringContaining('Location of Goods for Sale')]);
	});
	it("take the operator's address among the owners for the operator's", () => {
		const mail = {
			name: 'Mail',
			type: 'n8n-nodes-base.set',
			parameters: { to: '={{ $json.settings.owners?.service || $json.settings.operator }}' },
		} as never;
		expect([missing({}, mail).length, missing({ owners: { operator: 'a@example.com' } }, mail)]).toEqual([1, []]);
	});
	it('are listed whole for whoever checks the set-up', () => {
		expect(unsetSettings(Settings.parse({}))).toHaveLength(5);
	});
});
