import { h } from 'preact';
import { seesBrand } from '../../shared/model';
import { settingNeeds } from '../../shared/operation';
import { counted, section, table, type Node } from '../html/view';
import type { Desk } from '../session/desk';
import { pageOf } from './layout';

/** How something of the set-up stands: `ok` works, `look` works but should be seen to, `mend` stops something. */
type Light = 'ok' | 'look' | 'mend';

/** One thing of the set-up, and what to do about it when it is not well. */
interface Check {
	what: string;
	light: Light;
	is: string;
	fix: string;
}

const lightWords: Record<Light, string> = { ok: '● works', look: '▲ look at it', mend: '■ mend it' };

/** What is set up and what is missing, with what to do about it: connections, people, steps, settings of each brand, policies. */
export async function setUpPage(desk: Desk): Promise<string> {
	const { store, rights } = desk;
	const brands = [...new Set(['default', ...(await store.cases.openTracks()).map(({ brand }) => brand)])].filter(
		(brand) => seesBrand(rights, brand),
	);
	const settings = await Promise.all(brands.map(async (brand) => await settingsChecks(desk, brand)));
	const parts: Array<[title: string, checks: Check[]]> = [
		['People', peopleChecks(desk)],
		['Connections', await connectionChecks(desk)],
		['Steps', await stepChecks(desk)],
		...brands.map((brand, index): [string, Check[]] => [`Settings of ${brand}`, settings[index]]),
		['Policies', await policyChecks(desk)],
	];
	const all = parts.flatMap(([, checks]) => checks);
	const count = (light: Light) => all.filter((one) => one.light === light).length;
	return pageOf(
		desk,
		'setup',
		'Set-up',
		h('p', null, `Works: ${count('ok')}. To look at: ${count('look')}. To mend: ${count('mend')}.`),
		...parts.map(([title, checks]) =>
			section(
				title,
				table(title, ['What', 'State', 'How it is', 'What to do'], checks.map(rowOf), 'Nothing is known of it yet.'),
			),
		),
	);
}

function rowOf({ what, light, is, fix }: Check): Node[] {
	return [what, h('span', { class: `light ${light}` }, lightWords[light]), is, light === 'ok' ? '' : fix];
}

function peopleChecks({ settings: { staff = [] } }: Desk): Check[] {
	const roles = ['service', 'warehouse', 'finance', 'operator'] as const;
	if (!staff.length)
		return [
			{
				what: 'Staff',
				light: 'look',
				is: 'Everybody who can sign in to this n8n may do all here.',
				fix: 'Name your people under Staff in Return Case: Save Settings (template 01).',
			},
		];
	return roles.map((role) => {
		const people = staff.filter((row) => row.roles.includes(role) || row.roles.includes('manager'));
		return {
			what: `Role ${role}`,
			light: people.length ? 'ok' : 'look',
			is: people.length ? people.map(({ email }) => email).join(', ') : 'Nobody has it.',
			fix: 'Give it to somebody under Staff in Return Case: Save Settings.',
		};
	});
}

async function connectionChecks({ store }: Desk): Promise<Check[]> {
	return (await store.connections.list()).map(({ connection, account, paused, byHand, failures, reason = '' }) => ({
		what: [connection, account].filter(Boolean).join(', '),
		light: paused ? 'mend' : failures ? 'look' : 'ok',
		is: paused
			? `Connection Paused${byHand ? ' by a person' : ''}. ${reason}`
			: failures
				? `${counted(failures, 'failure')} in a row.`
				: 'Answers.',
		fix: paused
			? byHand
				? 'Resume it with Return Case: Connection: Resume when it may go on.'
				: 'Mend what the reason says, mostly the credential in n8n; then it goes on by itself.'
			: 'Nothing yet: after five failures in a row it is paused, and the operator is told.',
	}));
}

async function stepChecks({ store }: Desk): Promise<Check[]> {
	const unserved = await store.steps.unserved();
	const stuck = await store.steps.stuck({ limit: 100 });
	return [
		...unserved.map(({ name, steps }): Check => ({
			what: `Step "${name}"`,
			light: 'mend',
			is: `${counted(steps, 'step')} waiting, and no published workflow for it.`,
			fix: `Publish the workflow whose Return Case Trigger has the step name "${name}".`,
		})),
		...(unserved.length
			? []
			: [{ what: 'Steps', light: 'ok' as const, is: 'Every step that waits has a published workflow.', fix: '' }]),
		{
			what: 'Stuck Steps',
			light: stuck.length ? 'mend' : 'ok',
			is: stuck.length ? `${stuck.length === 100 ? '100 or more' : stuck.length} are stuck or held.` : 'None.',
			fix: 'Open Operations: each says what to do, then replay it.',
		},
	];
}

async function settingsChecks({ store }: Desk, brand: string): Promise<Check[]> {
	const settings = await store.settings.get(brand);
	return [
		...settingNeeds(settings).map(({ field, what, isSet }): Check => ({
			what: field,
			light: isSet ? 'ok' : 'look',
			is: isSet ? 'Set.' : `Not set: ${what}.`,
			fix: `Fill in ${field} in Return Case: Save Settings (template 01), if your workflows need it.`,
		})),
		{
			what: 'General > Time Zone',
			light: settings.timeZone === 'UTC' ? 'look' : 'ok',
			is: settings.timeZone === 'UTC' ? 'UTC: return periods end at midnight there.' : settings.timeZone,
			fix: 'Choose the time zone of the shop in Return Case: Save Settings.',
		},
		...(settings.shadow
			? [
					{
						what: 'Shadow mode',
						light: 'look' as const,
						is: 'On: nothing is done outside, no money moves.',
						fix: 'Switch it off in Return Case: Save Settings when you have compared enough.',
					},
				]
			: []),
	];
}

async function policyChecks({ store }: Desk): Promise<Check[]> {
	return (await store.policies.list()).map(({ name, published }) => ({
		what: name,
		light: published ? 'ok' : 'look',
		is: published ? `Version ${published.version} is published.` : 'Only a draft.',
		fix: 'Publish it with Return Case: Policy: Publish; until then no return is decided by it.',
	}));
}
