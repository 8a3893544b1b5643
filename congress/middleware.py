"""What every request passes before a view sees it."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

Next = Callable[[HttpRequest], HttpResponse]


class ProxiedAddress:
    """Behind our own web server: take the visitor's address from it, so that sign-in limits count per visitor.

    Over a unix socket there is no address at all. Only the last entry is believed: our server wrote that one.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if told:
            request.META["REMOTE_ADDR"] = told
        return self.get_response(request)


class RefuseNulBytes:
    """Answer 400 to a NUL byte in address, cookie or form: PostgreSQL text cannot hold one and would answer 500."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\x00" in text for text in self._texts(request)):
            return HttpResponseBadRequest("请求中含有无效字符。", content_type="text/plain; charset=utf-8")
        return self.get_response(request)

    @staticmethod
    def _texts(request: HttpRequest) -> Iterator[str]:
        yield request.path_info
        yield request.META.get("QUERY_STRING", "").replace("%00", "\x00")
        yield from request.COOKIES.values()
        if request.method == "POST":
            for name, values in request.POST.lists():
                yield name
                yield from map(str, values)
