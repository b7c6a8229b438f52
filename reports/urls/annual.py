"""Annual reports."""

from django.urls import path, re_path

from reports.views import (
    annual,
    annual_earlier,
    annual_edit,
    annual_images,
    annual_list,
    annual_publish,
    library,
)

_ONE = "annual-reports/<int:year>/<str:code>/"

urlpatterns = [
    path(
        "annual-reports/",
        library.public_annual_report_list,
        name="public-annual-report-list",
    ),
    path(
        "annual-reports/public/<int:year>/<str:code>.pdf",
        library.public_annual_report,
        name="public-annual-report",
    ),
    path(
        "annual-reports/public/<int:year>/<str:code>/<slug:slug>.pdf",
        library.public_annual_report,
        name="public-annual-report-file",
    ),
    path("annual-reports/current/", annual.annual_report_current, name="annual-report-current"),
    path("annual-reports/all/", annual_list.annual_report_list, name="annual-report-list"),
    re_path(
        r"^annual-reports/all/export\.(?P<suffix>csv|xlsx)$",
        annual_list.annual_report_export,
        name="annual-report-export",
    ),
    path(
        "annual-reports/all/<int:year>/render/",
        annual_list.annual_report_render_all,
        name="annual-report-render-all",
    ),
    path(
        "annual-reports/all/<int:year>/publish/",
        annual_list.annual_report_publish_all,
        name="annual-report-publish-all",
    ),
    path(f"{_ONE}compose/", annual_edit.annual_report_edit, name="annual-report-edit"),
    path(
        f"{_ONE}compose/<str:chapter>/",
        annual_edit.annual_report_chapter,
        name="annual-report-chapter",
    ),
    path(
        f"{_ONE}compose/<str:chapter>/parts/",
        annual_edit.annual_report_parts,
        name="annual-report-parts",
    ),
    path(
        f"{_ONE}compose/<str:chapter>/earlier/",
        annual_earlier.annual_report_earlier,
        name="annual-report-earlier",
    ),
    path(
        f"{_ONE}compose/<str:chapter>/earlier/<int:version>/restore/",
        annual_earlier.annual_report_restore,
        name="annual-report-restore",
    ),
    path(f"{_ONE}images/", annual_images.annual_report_image_add, name="annual-report-image-add"),
    path(
        f"{_ONE}images/<str:sha256>/", annual_images.annual_report_image, name="annual-report-image"
    ),
    path(f"{_ONE}submit/", annual.annual_report_submit, name="annual-report-submit"),
    path(f"{_ONE}publish/", annual_publish.annual_report_publish, name="annual-report-publish"),
    path(
        f"{_ONE}unschedule/",
        annual_publish.annual_report_unschedule,
        name="annual-report-unschedule",
    ),
    path(f"{_ONE}withdraw/", annual_publish.annual_report_withdraw, name="annual-report-withdraw"),
    path(f"{_ONE}reopen/", annual_publish.annual_report_reopen, name="annual-report-reopen"),
    path(f"{_ONE}render/", annual.annual_report_render, name="annual-report-render"),
    path(
        f"{_ONE}versions/<int:number>/<slug:slug>.pdf",
        annual.annual_report_download,
        name="annual-report-download",
    ),
]
