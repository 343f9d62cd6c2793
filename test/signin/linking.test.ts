import request from 'supertest';
import { tokenResponse } from '../../src/access/token.schema.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { signInLink } from '../../src/signin/sign-ins.schema.ts';
import { decodeJwt } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attest, clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { createSigninWorker } from '../../src/signin/index.ts';
import {
  authorizeUrl,
  browserAt,
  codeForm,
  decide,
  link,
  openScene,
  pkce,
  post,
  proofFor,
  push,
  pushForm,
  type Scene,
  signInByAccount,
  softwareSigner,
  waiting,
  walletId,
} from './wallet.ts';

let scene: Scene;
let owner: pg.Client;
let recordId: string;
let otherRecordId: string;
beforeAll(async () => {
  scene = await openScene();
  recordId = scene.chan.award.record?.id ?? '';
  const other = await attest(scene.hk, 'HK-REG-01', castOf(2).chan, new Wallet(await newKeyPair()), {
    qualification: 'hk-ecf-crm-core',
    route: 'examination',
    date: '2023-09-15',
    standing: { state: 'current', asOf: '2026-01-05' },
  });
  otherRecordId = other.record?.id ?? '';
  owner = new pg.Client({ connectionString: scene.hk.database.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await scene.stop();
});

const refusal = async (asked: ReturnType<typeof link>) => {
  const { status, body } = await asked;
  return [status, problem.parse(body).code];
};

const remove = (id: string, token: string) =>
  request(scene.hk.baseUrl).delete(`/v1/sign-ins/${id}`).set('authorization', `Bearer ${token}`);

describe('a registrar', () => {
  test('links an account, and what is kept and logged says neither account nor person by name', async () => {
    const { status, body } = await link(scene.hk, { recordId, subject: 'second-account' });
    expect(status).toBe(201);
    const { id, authority } = signInLink.parse(body);
    expect(authority).toBe('demo-hk-registrar');
    const { rows } = await owner.query('select sign_in_links::text as row from sign_in_links');
    expect(JSON.stringify(rows)).not.toContain('second-account');
    const events = await owner.query(`select type from event_facts where object_id = $1`, [id]);
    expect(events.rows).toEqual([{ type: 'sign-in.linked' }]);
    expect(scene.hk.lines.join('\n')).not.toContain('second-account');
  });

  test('who links the same again gets the link that there is', async () => {
    const first = await link(scene.hk, { recordId, subject: 'again' });
    const second = await link(scene.hk, { recordId, subject: 'again' });
    expect(second.body).toEqual(first.body);
  });

  test('cannot link an account that is another person’s', async () => {
    await link(scene.hk, { recordId, subject: 'taken' });
    expect(await refusal(link(scene.hk, { recordId: otherRecordId, subject: 'taken' }))).toEqual([
      409,
      'sign-in-taken',
    ]);
  });

  test('can only name the provider that is configured, and a record of their own', async () => {
    expect(await refusal(link(scene.hk, { recordId, subject: 'x', issuer: 'https://evil.example' }))).toEqual(
      [422, 'sign-in-provider-unknown'],
    );
    const nobody = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b';
    expect(await refusal(link(scene.hk, { recordId: nobody, subject: 'x' }))).toEqual([404, 'not-found']);
    expect(await refusal(link(scene.hk, { recordId: 'no', subject: 'x' }))).toEqual([400, 'invalid-request']);
  });

  test('takes a link away, once', async () => {
    const token = await officerToken(scene.hk, 'registrar', 'HK-REG-01');
    const { body } = await link(scene.hk, { recordId, subject: 'for-a-while' });
    expect((await remove(String(body.id), token)).status).toBe(204);
    expect((await remove(String(body.id), token)).status).toBe(404);
    const events = await owner.query(
      `select type from event_facts where object_id = $1 order by recorded_at`,
      [body.id],
    );
    expect(events.rows).toEqual([{ type: 'sign-in.linked' }, { type: 'sign-in.unlinked' }]);
  });

  test('ends with it what wallets were granted in the name of the person, and what is on its way', async () => {
    const account = await link(scene.hk, { recordId, subject: 'stolen' });
    const key = softwareSigner();
    const refresh = async (token: string) =>
      post(
        scene,
        '/oauth/token',
        { grant_type: 'refresh_token', client_id: walletId, refresh_token: token },
        { dpop: await proofFor(scene, key, '/oauth/token') },
      );
    const signedIn = async () => {
      const { verifier, challenge } = pkce();
      const browser = browserAt(scene);
      const page = await browser.open(authorizeUrl(await push(scene, pushForm(challenge))));
      return { verifier, browser, consent: await signInByAccount(browser, page, 'stolen') };
    };
    const allowedBy = async ({ browser, consent, verifier }: Awaited<ReturnType<typeof signedIn>>) => {
      const code = new URL((await decide(browser, consent, 'allow')).url).searchParams.get('code') ?? '';
      return async () =>
        post(scene, '/oauth/token', codeForm(code, verifier), {
          dpop: await proofFor(scene, key, '/oauth/token'),
        });
    };
    const redeem = await allowedBy(await signedIn());
    const granted = tokenResponse.parse((await redeem()).body);
    const next = tokenResponse.parse((await refresh(granted.refresh_token ?? '')).body);
    // What was offered to them is granted to whoever signs in, too.
    const offered = '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a61';
    await owner.query(
      `insert into wallet_grants (id, authority, configurations, basis, created_at, expires_at)
       values ($1, 'demo-hk-registrar', '{home-attestation}', $2, now(), now() + interval '1 day')`,
      [offered, JSON.stringify({ kind: 'offer', offerId: offered })],
    );
    await owner.query(
      `insert into authorization_codes (digest, asked, subject_id, expires_at, redeemed_at, grant_id)
       select 'offered'::bytea, asked, subject_id, expires_at, redeemed_at, $1 from authorization_codes where grant_id = $2`,
      [offered, decodeJwt(next.access_token).sub],
    );
    expect(await scene.hk.contexts.signin.grant(offered)).toBeDefined();
    const redeemLater = await allowedBy(await signedIn());
    const onTheWay = await signedIn();

    const token = await officerToken(scene.hk, 'registrar', 'HK-REG-01');
    expect((await remove(String(account.body.id), token)).status).toBe(204);

    expect((await refresh(next.refresh_token ?? '')).status).toBe(400);
    const grantId = String(decodeJwt(next.access_token).sub);
    expect(await scene.hk.contexts.signin.grant(grantId)).toBeUndefined();
    const events = await owner.query(
      `select reason_code from event_facts where type = 'wallet.revoked' and object_id = $1`,
      [grantId],
    );
    expect(events.rows).toEqual([{ reason_code: 'sign-in-unlinked' }]);
    expect(await scene.hk.contexts.signin.grant(offered)).toBeUndefined();
    expect((await redeemLater()).status).toBe(400);
    expect((await decide(onTheWay.browser, onTheWay.consent, 'allow')).status).toBe(400);
  });

  test('and who signs in by it at that moment is not signed in afterwards', async () => {
    const account = await link(scene.hk, { recordId, subject: 'just-now' });
    const token = await officerToken(scene.hk, 'registrar', 'HK-REG-01');
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    await owner.query('begin');
    await owner.query('select 1 from sign_in_sessions for update');
    const signing = signInByAccount(browser, page, 'just-now');
    await waiting(scene, 1);
    const removing = remove(String(account.body.id), token).then(({ status }) => status);
    await Promise.race([removing, waiting(scene, 2)]);
    await owner.query('rollback');
    const [consent, removed] = await Promise.all([signing, removing]);
    expect(removed).toBe(204);
    expect((await decide(browser, consent, 'allow')).status).toBe(400);
  });

  test('is the only one who may', async () => {
    const bank = await clientToken(scene.hk, 'bank');
    expect(await refusal(link(scene.hk, { recordId, subject: 'x' }, bank))).toEqual([403, 'forbidden']);
  });
});

test('who is restricted or erased is linked to no account', async () => {
  const of = 'where id = (select subject_id from records where id = $1)';
  const asked = () => refusal(link(scene.hk, { recordId: otherRecordId, subject: 'too-late' }));
  await owner.query(`update subjects set restricted_at = now() ${of}`, [otherRecordId]);
  expect(await asked()).toEqual([409, 'subject-restricted']);
  await owner.query(`update subjects set restricted_at = null, erased_at = now() ${of}`, [otherRecordId]);
  expect(await asked()).toEqual([409, 'subject-erased']);
  await owner.query(`update subjects set erased_at = null ${of}`, [otherRecordId]);
  expect(
    (
      await owner.query(
        'select 1 from event_facts where type = $1 and subject_id = (select subject_id from records where id = $2)',
        ['sign-in.linked', otherRecordId],
      )
    ).rows,
  ).toEqual([]);
});

test('who is erased leaves nothing to sign in with, and no grant', async () => {
  const { db, signin } = scene.hk.contexts;
  await link(scene.hk, { recordId: otherRecordId, subject: 'to-be-erased' });
  const { rows } = await owner.query<{ subject: string }>(
    'select subject_id as subject from records where id = $1',
    [otherRecordId],
  );
  const subjectId = rows[0]?.subject ?? '';
  await owner.query(
    `insert into wallet_grants (id, authority, configurations, basis, created_at, expires_at)
     values (gen_random_uuid(), 'demo-hk-registrar', '{home-attestation}', $1, now(), now() + interval '1 day')`,
    [JSON.stringify({ kind: 'subject', subjectId })],
  );
  // For an offer one signs in too, by a key that is then known.
  await owner.query(
    `with granted as (insert into wallet_grants (id, authority, configurations, basis, holder_thumbprint, created_at, expires_at)
       values (gen_random_uuid(), 'demo-hk-registrar', '{home-attestation}', '{"kind":"offer"}', 'of-the-erased', now(), now() + interval '1 day') returning id)
     insert into authorization_codes (digest, asked, subject_id, expires_at, redeemed_at, grant_id)
       select 'erased'::bytea, '{}', $1, now(), now(), id from granted`,
    [subjectId],
  );
  await db.transaction((tx) => signin.forget(tx, [subjectId]));
  const left = await owner.query(
    `select 1 from sign_in_links where subject_id = $1 union all
     select 1 from wallet_grants where basis ->> 'subjectId' = $1::text or holder_thumbprint = 'of-the-erased'`,
    [subjectId],
  );
  expect(left.rows).toEqual([]);
  const others = await owner.query('select 1 from sign_in_links');
  expect(others.rows.length).toBeGreaterThan(0);
});

test('what has expired is forgotten, and what has not is kept', async () => {
  const { db, clock } = scene.hk.contexts;
  await push(scene, pushForm(pkce().challenge));
  const worker = (at: Date) =>
    createSigninWorker({ db, clock: { now: () => at }, onError: () => undefined }).runOnce();
  expect(await worker(clock.now())).toBe(0);
  expect(await worker(new Date(clock.now().getTime() + 130_000))).toBeGreaterThan(0);
  const { rows } = await owner.query('select 1 from pushed_requests');
  expect(rows).toEqual([]);
});
