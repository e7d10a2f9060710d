"""Column types that mean the same in one SQLite file and in PostgreSQL with PostGIS."""

from datetime import UTC, datetime
from typing import Any

import shapely
from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Geometry(TypeDecorator[Any]):
    """A shapely geometry: WKB in SQLite, ``geoalchemy2.Geometry`` in PostGIS.

    A WKB blob holds no SRID: the CRS of a base is one of its facts, checked at every write.
    """

    impl = LargeBinary
    cache_ok = True
    # GeoAlchemy2's table hooks read both attributes on any type that it is behind.
    spatial_index = False
    use_N_D_index = False  # noqa: N815

    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        """Choose the native type; GeoAlchemy2's hooks ask without a dialect."""
        if dialect is not None and dialect.name == "postgresql":
            # geoalchemy2 takes two seconds to import and SQLite does not need it
            from geoalchemy2 import Geometry as Spatial

            native: TypeEngine[Any] = Spatial(spatial_index=False)
            return native
        return LargeBinary()

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Take a shapely geometry, or WKB as it is."""
        if value is None:
            return None
        wkb = value if isinstance(value, bytes) else shapely.to_wkb(value)
        if dialect.name == "postgresql":
            from geoalchemy2 import WKBElement

            return WKBElement(wkb)
        return wkb

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return a shapely geometry; a ``WKBElement`` holds bytes or their hexadecimal text."""
        return None if value is None else shapely.from_wkb(getattr(value, "data", value))


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware outside, UTC inside (SQLite keeps no time zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without zone: nobody could say later when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
