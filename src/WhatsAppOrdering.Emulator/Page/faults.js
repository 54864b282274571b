// Each button asks the emulator for one fault, as HTTP and a scenario file can too.
const send = body => ['POST', 'faults', body];
const way = body => ['PUT', 'faults/webhooks', body];

const groups = {
  'Next message to a phone': {
    'Throttled (130429)': () => send({ code: 130429 }),
    'Pair limit (131056)': () => send({ code: 131056 }),
    'Window closed (131047)': () => send({ code: 131047 }),
    'Meta error 500': () => send({ code: 131000 }),
    'Gateway 502': () => send({ httpStatus: 502 }),
    'Slow, 5 s': () => send({ delayMs: 5000 }),
    'Accepted, answer lost': () => send({ dropResponse: true }),
    'Status before the answer': () => send({ statusFirst: true }),
    'Fails later (131026)': () => send({ failCode: 131026 }),
  },
  'Way to the service, from now on': {
    'Each three times': () => way({ copies: 3 }),
    'Shuffled': () => way({ shuffle: true }),
    'In batches of 100': () => way({ batch: 100 }),
    '3 s late': () => way({ delayMs: 3000 }),
    'Sent again 5 times': () => way({ resends: 5, resendEveryMs: 2000 }),
  },
  'Template order_request': {
    'Pause': () => ['PUT', 'templates/order_request/en', { status: 'PAUSED' }],
    'Reject': () => ['PUT', 'templates/order_request/en', { status: 'REJECTED' }],
    'Make it marketing': () => ['PUT', 'templates/order_request/en', { category: 'MARKETING' }],
    'Approve': () => ['PUT', 'templates/order_request/en', { status: 'APPROVED', category: 'UTILITY' }],
  },
  'Phone shown first': {
    'Hide the number': phone => ['PUT', `phones/${phone}`, { userId: `US.${phone}`, hidesNumber: true }],
    'Change the number': phone => ['PUT', `phones/${phone}`, { number: `1202555${String(Math.floor(Math.random() * 100)).padStart(4, '01')}` }],
    'Close the window': phone => ['PUT', `phones/${phone}`, { windowOpen: false }],
    'Send a picture': phone => ['POST', `phones/${phone}/items`, { type: 'image', image: { id: '1', mime_type: 'image/jpeg' } }],
  },
  All: { 'No more faults': () => ['DELETE', 'faults'] },
};

const told = document.querySelector('.fault-told');

async function ask(name, [method, path, body]) {
  const answer = await fetch(`/emulator/${path}`, {
    method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  told.textContent = answer.ok ? `${name}: asked for.` : `${name}: ${(await answer.json().catch(() => ({}))).detail ?? answer.status}`;
}

const shownPhone = async () => (await (await fetch('/emulator/phones')).json()).phones[0].phone;

for (const [group, faults] of Object.entries(groups)) {
  const box = document.createElement('fieldset');
  box.append(Object.assign(document.createElement('legend'), { textContent: group }));
  for (const [name, request] of Object.entries(faults)) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: name });
    button.addEventListener('click', async () => ask(name, request(await shownPhone())));
    box.append(button);
  }
  document.querySelector('.fault-groups').append(box);
}
