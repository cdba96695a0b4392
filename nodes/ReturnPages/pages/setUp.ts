import { randomUUID } from 'node:crypto';
import { h } from 'preact';
import { shownTime } from '../../shared/case/standing';
import { connections, seesBrand, type Light } from '../../shared/model';
import { settingNeeds } from '../../shared/operation';
import { sections } from '../../shared/operation/settings/sections';
import type { Section } from '../../shared/operation/settings/settingField';
import { button, counted, link, section, table, type Node } from '../html/view';
import { offer } from '../session/action';
import type { Desk } from '../session/desk';
import type { Check } from './check';
import { pageOf } from './layout';
import { policyChecks } from './policyChecks';
import { brandsOf, sectionLinks } from './settings';

const lightWords: Record<Light, string> = { ok: '● works', look: '▲ look at it', mend: '■ mend it' };

/** Where a setting is mended. */
function openSection(brand: string, section: Section, text: string): Node {
	return link({ page: 'setup', section, ...(brand !== 'default' && { brand }) }, text);
}

const namePeople = openSection('default', 'general', 'Name your people under Staff.');

/** The section of a setting by its title, as in "Odoo IDs > Location of Scrap". */
function sectionOf(field: string): Section {
	const [title] = field.split(' > ');
	return (Object.keys(sections) as Section[]).find((one) => sections[one].title === title) ?? 'general';
}

/** What is set up and what is missing, with what to do about it: connections, people, steps, settings of each brand, policies. */
export async function setUpPage(desk: Desk): Promise<string> {
	const brands = await brandsOf(desk);
	const reports = (await desk.store.setUpReports.list()).filter(({ brand }) => seesBrand(desk.rights, brand));
	const settings = await Promise.all(brands.map(async (brand) => await settingsChecks(desk, brand)));
	const parts: Array<[title: string, checks: Check[], below?: Node]> = [
		['People', peopleChecks(desk)],
		['Connections', await connectionChecks(desk)],
		...reports.map(({ connection, brand, lookedAt, checks }): [string, Check[], Node] => [
			`${nameOf(connection)}${brand === 'default' ? '' : `, ${brand}`}`,
			checks,
			h('p', null, [
				`Looked at ${shownTime(lookedAt, desk.settings.timeZone)}. `,
				connection === 'odoo' && checks.some(({ light }) => light === 'mend') && installButton(desk, brand),
			]),
		]),
		['Steps', await stepChecks(desk)],
		...brands.map((brand, index): [string, Check[], Node] => [
			`Settings of ${brand}`,
			settings[index],
			h('div', null, [h('p', null, 'Change them here:'), sectionLinks(brand)]),
		]),
		['Policies', await policyChecks(desk, brands)],
	];
	const look = offer({ what: 'look', mark: randomUUID() }, desk.visitor.email, desk.key, desk.now);
	const all = parts.flatMap(([, checks]) => checks);
	const count = (light: Light) => all.filter((one) => one.light === light).length;
	return pageOf(
		desk,
		'setup',
		'Set-up',
		h('p', null, `Works: ${count('ok')}. To look at: ${count('look')}. To mend: ${count('mend')}.`),
		h('p', null, [
			'What the other systems have and allow is looked at by the flow behind this desk (template 15). ',
			button('Look at the systems again', 'Look at the systems again', { action: look }),
		]),
		...parts.map(([title, checks, below]) =>
			section(
				title,
				...(below ? [below] : []),
				table(title, ['What', 'State', 'How it is', 'What to do'], checks.map(rowOf), 'Nothing is known of it yet.'),
			),
		),
	);
}

/** Has the flow behind this desk make what is missing in Odoo. */
function installButton({ visitor, key, now }: Desk, brand: string): Node {
	const action = offer({ what: 'install', brand, mark: randomUUID() }, visitor.email, key, now);
	return button('Install in Odoo', `Install in Odoo for ${brand}`, { action });
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
				fix: namePeople,
			},
		];
	return roles.map((role) => {
		const people = staff.filter((row) => row.roles.includes(role) || row.roles.includes('manager'));
		return {
			what: `Role ${role}`,
			light: people.length ? 'ok' : 'look',
			is: people.length ? people.map(({ email }) => email).join(', ') : 'Nobody has it.',
			fix: namePeople,
		};
	});
}

async function connectionChecks({ store, visitor, key, now }: Desk): Promise<Check[]> {
	return (await store.connections.list()).map(
		({ connection, account, key: name, paused, byHand, failures, reason = '' }) => ({
			what: [connection, account].filter(Boolean).join(', '),
			light: paused ? 'mend' : failures ? 'look' : 'ok',
			is: paused
				? `Connection Paused${byHand ? ' by a person' : ''}. ${reason}`
				: failures
					? `${counted(failures, 'failure')} in a row.`
					: 'Answers.',
			fix: paused
				? byHand
					? button('Resume', `Resume ${connection}`, {
							action: offer({ what: 'resume', connection: name }, visitor.email, key, now),
						})
					: 'Mend what the reason says, mostly the credential in n8n; then it goes on by itself.'
				: 'Nothing yet: after five failures in a row it is paused, and the operator is told.',
		}),
	);
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
			fix: openSection(brand, sectionOf(field), `Fill in ${field}, if your workflows need it.`),
		})),
		{
			what: 'General > Time Zone',
			light: settings.timeZone === 'UTC' ? 'look' : 'ok',
			is: settings.timeZone === 'UTC' ? 'UTC: return periods end at midnight there.' : settings.timeZone,
			fix: openSection(brand, 'general', 'Choose the time zone of the shop.'),
		},
		...(settings.shadow
			? [
					{
						what: 'Shadow mode',
						light: 'look' as const,
						is: 'On: nothing is done outside, no money moves.',
						fix: openSection(brand, 'general', 'Switch it off when you have compared enough.'),
					},
				]
			: []),
	];
}

/** A system by the name that people know. */
function nameOf(connection: string): string {
	return Object.entries(connections).find(([one]) => one === connection)?.[1].name ?? connection;
}
