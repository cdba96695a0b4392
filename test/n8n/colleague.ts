import { randomBytes } from 'node:crypto';
import type { RealN8n } from './realN8n';

/** The same n8n for another of its users, who was invited and has signed in: forms of theirs are sent with their session. */
export async function inviteColleague(n8n: RealN8n, email: string): Promise<RealN8n> {
	const [{ user }] = await n8n.rest<Array<{ user: { inviteAcceptUrl?: string } }>>('POST', '/invitations', [
		{ email, role: 'global:member' },
	]);
	const token = /token=([^&]+)/.exec(user.inviteAcceptUrl ?? '')?.[1];
	if (!token) throw new Error(`n8n gave no invitation for ${email}: ${JSON.stringify(user)}`);
	const answer = await fetch(`${n8n.url}/rest/invitations/accept`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			token: decodeURIComponent(token),
			firstName: 'Second',
			lastName: 'Person',
			password: `Aa1${randomBytes(9).toString('hex')}`,
		}),
	});
	const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
	if (!answer.ok || !cookie.length) throw new Error(`The invitation answered ${answer.status}: ${await answer.text()}`);
	return Object.create(n8n, { email: { value: email }, cookie: { value: cookie.join('; ') } }) as RealN8n;
}
