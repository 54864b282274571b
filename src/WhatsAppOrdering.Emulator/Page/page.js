// The page keeps one copy of what the emulator knows, fed by its events, and redraws only the bubble that changed.
const TYPING_MS = 25_000;
const RANK = { sending: 0, failed: 0, sent: 1, delivered: 2, read: 3 };
const ONE_TICK = 'M4 6l3 3 6-7';
const TWO_TICKS = 'M1 6l3 3 6-7M7.5 8.3l.7.7 6-7';

const state = { phones: new Map(), offsetMs: 0, zone: undefined, business: null, webhook: '', clockProblem: '', connection: '' };
const panes = [];

const $ = (selector, root = document) => root.querySelector(selector);

function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

async function call(path, body) {
  const answer = await fetch(`/emulator/${path}`, body === undefined ? {} : {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? `The emulator answered ${answer.status}.`);
  return answer.status === 204 ? null : answer.json();
}

// *bold*, _italic_ and ~struck~ as nodes: a person's text never becomes markup.
function formatted(text) {
  const fragment = document.createDocumentFragment();
  const pattern = /(?<![\p{L}\p{N}*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}*_~])/gu;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    fragment.append(text.slice(end, match.index));
    fragment.append(make({ '*': 'strong', _: 'em', '~': 's' }[match[1]], {}, formatted(match[2])));
    end = match.index + match[0].length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

const now = () => new Date(Date.now() + state.offsetMs);
// In the phones' zone; undefined is the browser's.
const hours = date => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: state.zone });
const dateOf = date => date.toLocaleDateString('en', { timeZone: state.zone });
const sameDay = (one, other) => dateOf(one) === dateOf(other);
const day = date => date.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short', timeZone: state.zone });
const dayText = date => sameDay(date, now()) ? 'Today' : day(date);

function windowText(until) {
  if (!until || new Date(until) <= now()) return '24-hour window closed';
  const date = new Date(until);
  return `24-hour window open until ${sameDay(date, now()) ? '' : `${day(date)}, `}${hours(date)}`;
}

// Who is no wholesaler stands with the retailers: a stranger is one whom the service does not know.
const sideOf = phone => (phone.role === 'wholesaler' ? 'wholesaler' : 'retailer');

const unreadOf = phone => [...phone.bubbles.values()].filter(bubble => !bubble.fromPhone && bubble.status !== 'read').length;

class Pane {
  constructor(role) {
    this.role = role;
    this.phones = [...state.phones.values()].filter(phone => sideOf(phone) === role);
    this.shown = this.phones[0];
    this.root = $('#phone').content.firstElementChild.cloneNode(true);
    this.root.dataset.role = role;
    this.root.dataset.testid = `phone-${role}`;
    this.root.setAttribute('aria-label', role === 'retailer' ? 'Retailer phone' : 'Wholesaler phone');
    for (const part of ['owners', 'scroll', 'log', 'typing', 'latest', 'window', 'sub']) this[part] = $(`.${part}`, this.root);
    this.field = $('textarea', this.root);
    this.field.setAttribute('aria-label', `Message as ${role}`);
    this.picture = $('.attach input', this.root);
    this.attached = $('.attached', this.root);
    this.owners.dataset.testid = `${role}-switch`;
    this.owners.setAttribute('aria-label', `Whose ${role} phone`);
    this.scroll.setAttribute('aria-label', `Chat on the ${role} phone`);
    $('h2', this.root).textContent = state.business.name;
    $('.avatar', this.root).textContent = state.business.name.slice(0, 1).toUpperCase();
    this.listen();
    this.drawOwners();
    this.show(this.shown);
  }

  listen() {
    $('form', this.root).addEventListener('submit', event => { event.preventDefault(); this.write(); });
    this.field.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.write(); }
    });
    this.latest.addEventListener('click', () => this.toEnd());
    this.picture.addEventListener('change', () => this.attach());
    $('button', this.attached).addEventListener('click', () => { this.picture.value = ''; this.attach(); this.field.focus(); });
    this.scroll.addEventListener('scroll', () => {
      this.following = this.atEnd();
      if (this.following) this.latest.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.following) this.toEnd(); }).observe(this.scroll);
    this.owners.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = (this.phones.indexOf(this.shown) + step + this.phones.length) % this.phones.length;
      this.show(this.phones[at]);
      this.owners.children[at].focus();
    });
  }

  drawOwners() {
    this.owners.replaceChildren(...this.phones.map(phone => {
      const tab = make('button', { type: 'button', className: 'owner', dataset: { testid: `${this.role}-tab`, phone: phone.phone } },
        make('span', { textContent: phone.name }), phone.role === 'stranger' ? make('span', { className: 'stranger', textContent: 'stranger', title: 'The service does not know this phone' }) : null,
        make('span', { className: 'badge', hidden: true, dataset: { testid: 'unread' } }));
      tab.setAttribute('role', 'tab');
      tab.addEventListener('click', () => { this.show(phone); this.field.focus(); });
      return tab;
    }));
  }

  show(phone) {
    this.shown = phone;
    $('.screen', this.root).setAttribute('aria-label', phone.name);
    this.log.replaceChildren();
    this.log.setAttribute('aria-live', 'off');
    for (const bubble of phone.bubbles.values()) this.draw(bubble);
    if (phone.bubbles.size === 0) this.log.append(make('p', { className: 'empty', textContent: `${phone.name} has not written yet.${phone.role === 'stranger' ? ' The service does not know this phone.' : ''}` }));
    requestAnimationFrame(() => this.log.setAttribute('aria-live', 'polite'));
    this.refresh();
    this.toEnd();
  }

  // Everything around the bubbles: tabs, badges, window, typing; and what is seen becomes read.
  refresh() {
    for (const [index, tab] of [...this.owners.children].entries()) {
      const phone = this.phones[index];
      const selected = phone === this.shown;
      const unread = selected ? 0 : unreadOf(phone);
      tab.setAttribute('aria-selected', selected);
      tab.tabIndex = selected ? 0 : -1;
      badge($('.badge', tab), unread);
    }
    const open = this.shown.windowOpenUntil && new Date(this.shown.windowOpenUntil) > now();
    this.window.dataset.open = Boolean(open);
    this.window.textContent = windowText(this.shown.windowOpenUntil);
    const typing = (this.shown.typingUntil ?? 0) > Date.now();
    const followed = this.atEnd();
    this.typing.hidden = !typing;
    this.sub.textContent = typing ? 'typing…' : state.business.phone;
    if (followed) this.toEnd();
    this.markRead();
    drawSides();
  }

  markRead() {
    const phone = this.shown;
    if (document.visibilityState !== 'visible' || this.root.offsetParent === null || phone.looking || unreadOf(phone) === 0) return;
    phone.looking = true;
    call(`phones/${phone.phone}/read`, {}).catch(() => {}).finally(() => { phone.looking = false; });
  }

  atEnd() { return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60; }

  toEnd() { this.scroll.scrollTop = this.scroll.scrollHeight; this.following = true; this.latest.hidden = true; }

  take(bubble, isNew) {
    const follow = this.atEnd() || bubble.fromPhone;
    this.draw(bubble);
    this.refresh();
    if (isNew && follow) this.toEnd();
    else if (isNew) this.latest.hidden = false;
  }

  draw(bubble) {
    if (bubble.kind === 'reaction') return this.react(bubble);
    const key = bubble.clientId ?? bubble.id;
    const drawn = [...this.log.children].find(item => item.dataset.key === key);
    if (drawn) return patchItem(drawn, bubble, this);
    $('.empty', this.log)?.remove();
    const item = drawItem(bubble, this.shown, this);
    item.dataset.key = key;
    const last = [...this.log.children].findLast(child => child.dataset.at);
    const at = new Date(bubble.at);
    if (!last || !sameDay(new Date(last.dataset.at), at)) this.log.append(make('p', { className: 'day', textContent: dayText(at), dataset: { day: bubble.at } }));
    if (last?.dataset.from !== item.dataset.from) item.classList.add('turn');
    this.log.append(item);
  }

  // A reaction is no bubble: it hangs on the one that it is to.
  react({ replyTo, text }) {
    const item = [...this.log.children].find(child => $('.bubble', child)?.dataset.id === replyTo);
    const chip = item && ($('.reaction', item) ?? item.insertBefore(make('span', { className: 'reaction', dataset: { testid: 'reaction' } }), $('.bubble', item).nextSibling));
    if (chip) Object.assign(chip, { textContent: text, hidden: !text }).setAttribute('aria-label', `Reaction ${text}`);
  }

  attach() {
    const [file] = this.picture.files;
    this.attached.hidden = !file;
    $('span', this.attached).textContent = file ? `Picture: ${file.name}` : '';
    this.field.placeholder = file ? 'Caption' : 'Message';
  }

  async sendPicture(file, caption) {
    this.picture.value = '';
    this.attach();
    try {
      const answer = await fetch('/emulator/media', { method: 'POST', headers: { 'content-type': file.type }, body: file });
      if (!answer.ok) throw new Error(`The emulator answered ${answer.status}.`);
      const image = { id: (await answer.json()).id, mime_type: file.type, ...(caption && { caption }) };
      take(await call(`phones/${this.shown.phone}/items`, { type: 'image', image }));
    } catch (error) {
      this.field.value ||= caption;
      state.clockProblem = `The picture was not sent: ${error.message}`;
      drawNotice();
    }
  }

  write(text = this.field.value.trim()) {
    const [file] = this.picture.files;
    if (file) {
      this.field.value = '';
      return this.sendPicture(file, text);
    }
    if (!text) return;
    this.field.value = '';
    this.field.focus();
    this.post('messages', { text }, { kind: 'text', text }, () => this.write(text));
  }

  tap(bubble, choice) {
    take({ ...bubble, tappedId: choice.id });
    this.post('taps', { messageId: bubble.id, buttonId: choice.id }, { kind: 'tap', text: choice.title, replyTo: bubble.id },
      () => this.tap(bubble, choice));
  }

  // The bubble is drawn before the emulator answers; its answer and its event find it again by the client's id.
  async post(path, body, look, retry) {
    const clientId = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const phone = this.shown.phone;
    const early = { id: clientId, clientId, phone, fromPhone: true, at: now().toISOString(), status: 'sending', choices: [], ...look };
    take(early);
    try {
      take(await call(`phones/${phone}/${path}`, { ...body, clientId }));
    } catch (error) {
      if (state.phones.get(phone).bubbles.has(clientId)) take({ ...early, status: 'failed', problem: error.message, retry });
    }
  }
}

function badge(element, count) {
  element.hidden = count === 0;
  element.textContent = count;
  element.setAttribute('aria-label', `${count} unread`);
}

const STATUS_NAMES = { sending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not sent' };

function ticks() {
  const holder = make('span', { className: 'ticks' });
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 11');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  holder.setAttribute('role', 'img');
  holder.append(make('span'), svg);
  return holder;
}

// What can change about a drawn bubble changes in place, so that focus stays and screen readers do not hear it twice.
function patchItem(item, bubble, pane) {
  const { id, status } = bubble;
  Object.assign($('.bubble', item).dataset, { id, status });
  const holder = $('.ticks', item);
  if (holder) {
    holder.dataset.status = status;
    holder.setAttribute('aria-label', STATUS_NAMES[status]);
    holder.firstChild.textContent = { sending: '…', failed: '!' }[status] ?? '';
    $('path', holder).setAttribute('d', { sent: ONE_TICK, delivered: TWO_TICKS, read: TWO_TICKS }[status] ?? '');
  }
  for (const button of item.querySelectorAll('[data-testid="tap"]')) {
    button.disabled = Boolean(bubble.tappedId);
    if (bubble.tappedId === button.dataset.id) button.setAttribute('aria-pressed', 'true');
  }
  if (status === 'failed' && !$('.retry', item)) item.append(retryButton(item, bubble, pane));
}

function retryButton(item, bubble, pane) {
  const again = make('button', { type: 'button', className: 'retry', textContent: `${bubble.problem} Try again` });
  again.addEventListener('click', () => {
    pane.shown.bubbles.delete(bubble.clientId);
    item.remove();
    bubble.retry();
  });
  return again;
}

function drawItem(bubble, phone, pane) {
  const { id, kind, status } = bubble;
  const from = bubble.fromPhone ? 'phone' : 'business';
  const item = make('div', { className: 'item', dataset: { from, at: bubble.at } });
  const quoted = phone.bubbles.get(bubble.replyTo);
  const meta = make('div', { className: 'meta' });
  if (kind === 'template') meta.append(make('span', { className: 'kind', textContent: `Template · ${bubble.templateName}`, dataset: { testid: 'template-label' } }));
  meta.append(make('time', { dateTime: bubble.at, textContent: hours(new Date(bubble.at)) }));
  if (bubble.fromPhone) meta.append(ticks());
  item.append(make('div', { className: 'bubble', dataset: { testid: 'bubble', id, kind, status, from } },
    make('span', { className: 'hidden', textContent: bubble.fromPhone ? `${phone.name}: ` : `${state.business.name}: ` }),
    quoted && make('div', { className: 'quote' }, formatted(quoted.text)),
    bubble.picture && picture(bubble),
    bubble.header && make('p', { className: 'header' }, formatted(bubble.header)),
    make('p', { className: 'text', dataset: { testid: 'bubble-text' } }, formatted(bubble.text)),
    bubble.footer && make('p', { className: 'footer', textContent: bubble.footer }), meta));
  if (!bubble.fromPhone) item.append(reactor(bubble, pane));
  if (bubble.choices?.length) item.append(kind === 'list' ? listOpener(bubble, pane) : buttons(bubble, pane));
  patchItem(item, bubble, pane);
  return item;
}

// Gone when the emulator has it no more, as Meta's are after some days.
function picture(bubble) {
  const image = make('img', { className: 'picture', src: `/emulator/media/${bubble.picture}`, alt: 'Picture', dataset: { testid: 'picture' } });
  image.addEventListener('error', () => image.remove());
  return image;
}

const EMOJIS = ['👍', '❤️', '😂', '🙏', '👎'];

function reactor(bubble, pane) {
  const open = make('button', { type: 'button', className: 'react', textContent: '☺', dataset: { testid: 'react' } });
  open.setAttribute('aria-label', 'React to this message');
  open.setAttribute('aria-haspopup', 'dialog');
  open.addEventListener('click', () => {
    const dialog = $('.reactions');
    $('.emojis', dialog).replaceChildren(...[...EMOJIS, ''].map(emoji => {
      const choice = make('button', { type: 'button', textContent: emoji || 'None', dataset: { testid: 'emoji', emoji } });
      choice.addEventListener('click', () => {
        dialog.close();
        call(`phones/${pane.shown.phone}/items`, { type: 'reaction', reaction: { message_id: bubble.id, emoji } }).then(take)
          .catch(error => { state.clockProblem = error.message; drawNotice(); });
      });
      return choice;
    }));
    dialog.showModal();
  });
  return open;
}

function buttons(bubble, pane) {
  return make('div', { className: 'choices' }, ...bubble.choices.map(choice => {
    const button = make('button', { type: 'button', textContent: choice.title, dataset: { testid: 'tap', id: choice.id } });
    button.addEventListener('click', () => { pane.tap(bubble, choice); pane.field.focus(); });
    return button;
  }));
}

// A list can be opened again, as on a real phone.
function listOpener(bubble, pane) {
  const open = make('button', { type: 'button', textContent: `☰  ${bubble.listTitle}`, dataset: { testid: 'list-open' } });
  open.setAttribute('aria-haspopup', 'dialog');
  open.addEventListener('click', () => openList(bubble, pane));
  return make('div', { className: 'choices' }, open);
}

function openList(bubble, pane) {
  const dialog = $('.list');
  $('h2', dialog).textContent = bubble.listTitle;
  let section;
  const rows = bubble.choices.flatMap(choice => {
    const row = make('button', { type: 'button', dataset: { testid: 'tap', id: choice.id } },
      make('span', { textContent: choice.title }), choice.description && make('small', { textContent: choice.description }));
    row.addEventListener('click', () => { dialog.close(); pane.tap(bubble, choice); pane.field.focus(); });
    const head = choice.section && choice.section !== section ? [make('h3', { textContent: choice.section })] : [];
    section = choice.section;
    return [...head, row];
  });
  $('.rows', dialog).replaceChildren(...rows);
  dialog.showModal();
}

// Takes a bubble in any order of answer, event and reload: a later status is never undone.
function take(bubble) {
  const phone = state.phones.get(bubble.phone);
  const early = bubble.clientId && bubble.clientId !== bubble.id ? phone.bubbles.get(bubble.clientId) : null;
  const known = phone.bubbles.get(bubble.id) ?? early;
  const merged = known && RANK[known.status] > RANK[bubble.status] ? { ...bubble, status: known.status } : bubble;
  if (known?.tappedId && !merged.tappedId) merged.tappedId = known.tappedId;
  if (early) phone.bubbles = new Map([...phone.bubbles].map(([key, value]) => key === bubble.clientId ? [bubble.id, merged] : [key, value]));
  else phone.bubbles.set(bubble.id, merged);
  if (!bubble.fromPhone && !known) phone.typingUntil = 0;
  const pane = panes.find(candidate => candidate.role === sideOf(phone));
  if (pane?.shown === phone) pane.take(merged, !known);
  else pane?.refresh();
}

function drawSides() {
  for (const button of document.querySelectorAll('.sides button')) {
    const pane = panes.find(candidate => candidate.role === button.dataset.side);
    const hidden = pane && pane.root.offsetParent === null;
    badge($('.badge', button), hidden ? pane.phones.reduce((sum, phone) => sum + unreadOf(phone), 0) : 0);
  }
}

function drawNotice() {
  const webhook = state.webhook && `${state.webhook} Messages wait and are sent again.`;
  const text = [state.connection, webhook, state.clockProblem].filter(Boolean).join(' ');
  if ($('.notice').textContent !== text) $('.notice').textContent = text;
}

function takeClock(clock) {
  state.offsetMs = new Date(clock.now).getTime() - Date.now();
  state.clockProblem = clock.problem ?? '';
  drawNotice();
  tick();
}

function tick() {
  const time = now();
  $('.clock time').textContent = `${day(time)}, ${hours(time)}`;
  $('.clock time').dateTime = time.toISOString();
  for (const chip of document.querySelectorAll('.day')) chip.textContent = dayText(new Date(chip.dataset.day));
  for (const pane of panes) pane.refresh();
}

async function load() {
  const view = await call('phones');
  const chats = await Promise.all(view.phones.map(phone => call(`phones/${phone.phone}/messages`)));
  const ids = new Set(chats.flat().map(bubble => bubble.id));
  const lost = [...state.phones.values()].some(phone => [...phone.bubbles.values()].some(({ id, clientId }) => id !== clientId && !ids.has(id)));
  if (lost) return location.reload(); // the emulator was started anew without a folder for its state
  state.business = { name: view.businessName, phone: `+${view.businessPhone}` };
  state.webhook = view.webhookProblem ?? '';
  state.zone = view.timeZone ?? undefined;
  $('.clock-label').textContent = state.zone ? `Clock in ${state.zone.split('/').at(-1).replaceAll('_', ' ')}` : 'Clock';
  state.connection = '';
  for (const phone of view.phones) {
    const known = state.phones.get(phone.phone);
    if (known) Object.assign(known, phone);
    else state.phones.set(phone.phone, { ...phone, bubbles: new Map() });
  }
  for (const bubble of chats.flat()) take(bubble);
  if (panes.length === 0) {
    for (const role of ['retailer', 'wholesaler']) {
      if (view.phones.some(phone => sideOf(phone) === role)) panes.push(new Pane(role));
    }
    $('.phones').append(...panes.map(pane => pane.root));
    for (const pane of panes) pane.toEnd();
  }
  takeClock(view.clock);
  document.body.dataset.ready = 'true';
}

function connect() {
  const events = new EventSource('/emulator/events');
  const on = (kind, act) => events.addEventListener(kind, event => act(JSON.parse(event.data)));
  on('ready', () => load().catch(error => { state.connection = error.message; drawNotice(); }));
  on('bubble', bubble => { if (state.phones.has(bubble.phone)) take(bubble); });
  on('clock', takeClock);
  on('webhook', ({ problem }) => { state.webhook = problem ?? ''; drawNotice(); });
  on('window', ({ phone, windowOpenUntil }) => {
    if (state.phones.has(phone)) state.phones.get(phone).windowOpenUntil = windowOpenUntil;
    for (const pane of panes) pane.refresh();
  });
  on('typing', ({ phone }) => {
    if (state.phones.has(phone)) state.phones.get(phone).typingUntil = Date.now() + TYPING_MS;
    for (const pane of panes) pane.refresh();
  });
  events.addEventListener('error', () => { state.connection = 'The emulator is not reachable; trying again.'; drawNotice(); });
}

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => call('clock', { advanceSeconds: Number(button.dataset.advance) }).then(takeClock)
    .catch(error => { state.clockProblem = error.message; drawNotice(); }));
}
for (const button of document.querySelectorAll('.sides button')) {
  button.addEventListener('click', () => {
    $('.phones').dataset.shown = button.dataset.side;
    for (const other of document.querySelectorAll('.sides button')) other.setAttribute('aria-pressed', other === button);
    for (const pane of panes) { pane.refresh(); pane.toEnd(); }
  });
}
$('.sheet-close').addEventListener('click', () => $('.list').close());
for (const dialog of document.querySelectorAll('dialog')) dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
document.addEventListener('visibilitychange', () => { for (const pane of panes) pane.refresh(); });
setInterval(tick, 1000);
connect();
